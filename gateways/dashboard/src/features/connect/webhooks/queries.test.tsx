import { expect, it } from "vitest";
import type { Webhook } from "@/api/types";
import { type Pages, patchPages, rowsOf } from "@/live/patch";
import { webhookList } from "./queries";

const { shown } = webhookList("b");
const row = (id: string, name: string, more = {}) => ({ id, name, status: "active", version: 1, ...more }) as Webhook;
const pages = (...items: Webhook[]): Pages<Webhook> => ({ pages: [{ items, next_cursor: null }], pageParams: [null] });

it("keeps no secret of what has just been made, nor of what has another one", () => {
  const made = { ...row("1", "Shop", { position: 7 }), secret: "whsec_1" };
  const then = patchPages(pages(), [{ resource: "webhook", op: "upsert", row: made }], shown);
  expect(rowsOf(then, shown)).toEqual([row("1", "Shop", { position: 7 })]);
  const rotated = { id: "1", version: 2, secret: "whsec_2", old_secret_until: "2026-12-02T10:00:00Z" };
  const [now] = rowsOf(patchPages(then, [{ resource: "webhook", op: "set", row: rotated }], shown), shown);
  expect(now).toEqual({ ...row("1", "Shop", { position: 7 }), version: 2, old_secret_until: "2026-12-02T10:00:00Z" });
});

it("lists those that are there first, by what they are called", () => {
  const over = row("1", "Archive", { status: "ended" });
  const names = rowsOf(pages(over, row("2", "Warehouse"), row("3", "Shop")), shown).map(({ name }) => name);
  expect(names).toEqual(["Shop", "Warehouse", "Archive"]);
});
