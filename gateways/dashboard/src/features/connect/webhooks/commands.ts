import { command } from "@/commands/command";

/** One after the other: each says where events go. */
const lane = () => "webhooks";
const resource = "webhook";

export const createWebhook = command("post", "/webhooks", { lane, resource });

export const changeWebhook = command("patch", "/webhooks/{id}", {
  lane,
  resource,
  changes: ({ path, body }) => [{ resource, op: "set", row: { id: path.id, ...body } }],
});

/** To pause and to resume. */
export const switchWebhook = command("patch", "/webhooks/{id}", {
  lane,
  resource,
  changes: ({ path, body }) => {
    const standing = body?.is_active ? { status: "active", why: null } : { status: "paused", why: "asked" };
    return [{ resource, op: "set", row: { id: path.id, is_active: body?.is_active, ...standing } }];
  },
});

export const rotateSecret = command("post", "/webhooks/{id}/rotate", { lane, resource });

export const testWebhook = command("post", "/webhooks/{id}/test", { lane, resource });

export const replayDeliveries = command("post", "/webhooks/{id}/replay", { lane, resource });

export const deleteWebhook = command("delete", "/webhooks/{id}", {
  lane,
  resource,
  changes: ({ path }) => [{ resource, op: "set", row: { id: path.id, status: "ended" } }],
});
