import { command } from "@/commands/command";

const lane = ({ path }: { path: { id: string } }) => `ticket:${path.id}`;

export const openTicket = command("post", "/tickets", { lane: () => "tickets", resource: "ticket" });

export const changeStatus = command("patch", "/tickets/{id}/status", { lane, resource: "ticket" });

export const assign = command("post", "/tickets/{id}/assign", { lane, resource: "ticket" });

export const change = command("patch", "/tickets/{id}", { lane, resource: "ticket" });

export const tag = command("post", "/tickets/{id}/tags", { lane, resource: "ticket" });

/** What somebody has written is never lost: refused, it stays under the ticket. */
export const comment = command("post", "/tickets/{id}/comments", { lane, resource: "ticket_comment", keeps: true });
