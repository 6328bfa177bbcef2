import { command } from "@/commands/command";

const lane = ({ path }: { path: { id: string } }) => `customer:${path.id}`;

export const changeCustomer = command("patch", "/customers/{id}", {
  lane,
  resource: "customer",
  changes: ({ path, body }) => [{ resource: "customer", op: "set", row: { ...body, id: path.id } }],
});

export const tagCustomer = command("post", "/customers/{id}/tags", { lane, resource: "customer" });

/** What somebody has written is never lost: refused, it stays in the history. */
export const addNote = command("post", "/customers/{id}/notes", { lane, resource: "customer_note", keeps: true });
