import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { far } from "./en_far";

const src = join(import.meta.dirname, "..");
/** Their routes fetch the texts (router.tsx), or what opens them does. */
const farAway =
  /^(components\/emoji\/|features\/(connect\/|history\/(audit|event|explain)\/|identity\/(team|settings|api_keys|hours|roles|second_factor|step_up|identities)|inbox\/thread\/(delete_message_dialog|content\.|why_failed\.)|operations|privacy|sign_in\/(forgot|reset|verify|second_factor|providers\/)))/;

it("what is said far away is said nowhere else: there it has not come", () => {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" });
  const near = files.filter(
    (file) => /\.tsx?$/.test(file) && !/^i18n\/|schema\.d\.ts$/.test(file) && !farAway.test(file),
  );
  const says = near.flatMap((file) =>
    [...readFileSync(join(src, file), "utf8").matchAll(/"([a-z_]+(?:\.[a-z0-9_]+)+)"/g)]
      .filter(([, key]) => key !== undefined && key in far)
      .map(([, key]) => `${file}: ${key}`),
  );
  expect(says).toEqual([]);
});
