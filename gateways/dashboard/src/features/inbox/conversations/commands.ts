import { command } from "@/commands/command";

/** In order with each other, and with the messages of that conversation. */
export const laneOf = (id: string) => `conversation:${id}`;
const lane = ({ path }: { path: { id: string } }) => laneOf(path.id);
const resource = "conversation";

export const changeStatus = command("patch", "/conversations/{id}/status", { lane, resource });
export const assign = command("post", "/conversations/{id}/assign", { lane, resource });
export const tag = command("post", "/conversations/{id}/tags", { lane, resource });
export const change = command("patch", "/conversations/{id}", { lane, resource });

/** In order with each other: with what is done to one of them only as far as the network is there. */
export const changeMany = command("post", "/conversations/bulk", { lane: () => "conversations", resource });
