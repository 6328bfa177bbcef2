import { answer, api, apiOf } from "@/api/client";
import { noBusiness } from "@/api/positions";
import type { Account, Business, Session } from "@/api/types";
import type { ListOf } from "@/lists/use_list";
import type { OneOf } from "@/lists/use_one";

export const oneAccount: OneOf<Account> = {
  key: [noBusiness, "account"],
  fetch: (signal) => answer(api.GET("/auth/me", { signal })),
  shown: { resource: "user" },
};

/** Where I am logged in: here first, then where it was last. */
export const sessionList: ListOf<Session> = {
  key: [noBusiness, "sessions"],
  page: (cursor, signal) =>
    answer(api.GET("/auth/sessions", { params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } }, signal })),
  shown: {
    resource: "session",
    order: (a, b) =>
      Number(b.current ?? false) - Number(a.current ?? false) || b.refreshed_at.localeCompare(a.refreshed_at),
  },
};

export function oneBusiness(business: string): OneOf<Business> {
  return {
    key: [business, "business"],
    fetch: (signal) =>
      answer(apiOf(business).GET("/businesses/{business_id}", { params: { path: { business_id: business } }, signal })),
    shown: { resource: "business" },
  };
}
