import { answer, apiOf } from "@/api/client";
import type { Effect } from "@/api/types";
import type { ListOf } from "@/lists/use_list";

const looked_at = 200;

/** What became of the newest mails to who was invited. Nothing for who may not see that. */
export function invitationMails(business: string, mayView: boolean): ListOf<Effect> {
  return {
    key: [business, "invitation-mails", mayView],
    page: async (cursor, signal) => {
      if (!mayView) return { items: [], next_cursor: null };
      const query = { kind: "email.send.v1", limit: looked_at, ...(cursor ? { cursor } : {}) };
      return answer(apiOf(business).GET("/effects", { params: { query }, signal }));
    },
    shown: {
      resource: "effect",
      keeps: ({ kind, about }) => kind === "email.send.v1" && about.what === "member",
      order: (a, b) => b.requested_at.localeCompare(a.requested_at) || b.id.localeCompare(a.id),
    },
  };
}
