#!/usr/bin/env node
// What a business owes the people it knows: their consents, all that is kept of them as a file, and to be forgotten, unless the law holds that up.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Locator } from "playwright-core";
import { founded, joined, program, Server, story, until } from "./harness.ts";
import { assertNoTroubles, logIn, openWindow } from "./windows.ts";

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const bea = await joined(owner, "Bea Agent");
  const zoe = await owner.post("/customers", { name: "Zoe Planted", email: "zoe@example.org" });
  const yan = await owner.post("/customers", { name: "Yan", email: "yan@example.org" });
  await owner.post(`/customers/${zoe.id}/notes`, { text: "Prefers planted light roasts" });
  await owner.post("/tickets", { subject: "The planted grinder", customer_id: zoe.id });

  const ann = await openWindow(server, "Ann", { kept: false });
  const { page } = ann;
  const app = `/app/b/${business.slug}`;
  const sheet = page.getByRole("dialog", { name: "Privacy: Zoe Planted" });
  const part = (name: string) => sheet.getByRole("region", { name, exact: true });
  const privacy = async () => {
    await page.goto(`${app}/customers/${zoe.id}`);
    await page.getByRole("button", { name: "Privacy and consents" }).click();
    await sheet.waitFor();
  };

  async function downloaded(button: Locator) {
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    return readFileSync(await download.path(), "utf8");
  }

  await story("what a customer agrees to is recorded, and what they take back stands beside it", async () => {
    await logIn(ann, owner.email, `${app}/customers`);
    await privacy();
    await part("Consents").getByText("Nothing has been recorded.").waitFor();
    for (const [state, badge] of [
      ["Given", "Given"],
      ["Withdrawn", "Withdrawn"],
    ] as const) {
      await sheet.getByRole("button", { name: "Record a consent" }).click();
      await sheet.getByLabel("For what").fill("Newsletter by e-mail");
      await sheet.getByRole("radio", { name: state }).click();
      await sheet.getByLabel("How it was said").fill("By phone");
      await sheet.getByRole("button", { name: "Save" }).click();
      await part("Consents").getByRole("listitem").first().getByText(badge, { exact: true }).waitFor();
    }
    assert.equal(await part("Consents").getByRole("listitem").count(), 2);
    const { items } = await owner.get(`/customers/${zoe.id}/consents`);
    assert.deepEqual(items.map(({ granted, purpose, source }: Consent) => [granted, purpose, source]).sort(), [
      [false, "Newsletter by e-mail", "By phone"],
      [true, "Newsletter by e-mail", "By phone"],
    ]);
  });

  await story("all that is kept about them is a file; and so is the whole business", async () => {
    await part("Export").getByRole("button", { name: "Export their data" }).click();
    const hers = await downloaded(part("Export").getByRole("button", { name: "Download" }));
    for (const kept of ["Zoe Planted", "zoe@example.org", "Prefers planted light roasts", "Newsletter by e-mail"])
      assert(hers.includes(kept), kept);
    assert(!hers.includes("yan@example.org"));
    await page.keyboard.press("Escape");
    await page.goto(`${app}/settings/privacy`);
    const exports = page.getByRole("list", { name: "Exports" }).getByRole("listitem");
    await exports.filter({ hasText: "Zoe Planted" }).waitFor();
    await page.getByRole("button", { name: "Export everything" }).click();
    const all = await downloaded(
      exports.filter({ hasText: "The whole business" }).getByRole("button", { name: "Download" }),
    );
    assert(all.includes("zoe@example.org") && all.includes("yan@example.org"));
  });

  await story("a legal hold keeps them from being erased, until it is lifted", async () => {
    await privacy();
    await part("Legal hold").getByRole("button", { name: "Place a hold" }).click();
    await sheet.getByLabel("Reason").fill("Case 12/2026");
    await part("Legal hold").getByRole("button", { name: "Place a hold" }).click();
    await part("Legal hold").getByText("Case 12/2026").waitFor();
    assert(await part("Erase").getByRole("button", { name: "Erase this customer" }).isDisabled());
    await page.keyboard.press("Escape");
    await page.goto(`${app}/settings/privacy`);
    const holds = page.getByRole("list", { name: "Legal holds" }).getByRole("listitem");
    await holds.filter({ hasText: "Case 12/2026" }).getByText("Zoe Planted").waitFor();
    await holds.getByRole("button", { name: "Lift the hold" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Lift the hold" }).click();
    await page.getByText("No legal holds.").waitFor();
    assert.deepEqual((await owner.get("/legal-holds")).items, []);
  });

  await story("erased they are once their name is typed; what is left is an ID and a certificate", async () => {
    await privacy();
    await part("Erase").getByRole("button", { name: "Erase this customer" }).click();
    const sure = page.getByRole("dialog", { name: "Erase Zoe Planted?" });
    const deed = sure.getByRole("button", { name: "Erase this customer" });
    assert(await deed.isDisabled());
    await sure.getByLabel("Type Zoe Planted to go on").fill("Zoe");
    assert(await deed.isDisabled());
    await sure.getByLabel("Type Zoe Planted to go on").fill("Zoe Planted");
    await deed.click();
    await page.waitForURL((url) => url.pathname.endsWith("/settings/privacy"));
    const erased = page.getByRole("list", { name: "Erasures" }).getByRole("listitem").filter({ hasText: zoe.id });
    await erased.getByText("Erased", { exact: true }).waitFor();
    await erased.getByRole("button", { name: "Certificate" }).click();
    const certificate = page.getByRole("dialog", { name: "Certificate of an erasure" });
    await certificate.getByText("The signature (Ed25519) is good").waitFor();
    await certificate.getByRole("region", { name: "The text that was signed" }).getByText(zoe.id).waitFor();
    const kept = JSON.parse(await downloaded(certificate.getByRole("button", { name: "Download" })));
    const [{ id }] = (await owner.get("/erasures")).items;
    assert.deepEqual(kept, (await owner.get(`/erasures/${id}`)).certificate);
    await page.keyboard.press("Escape");
  });

  await story("nothing of them is shown any more, and others are as they were", async () => {
    await page.goto(`${app}/customers`);
    await page.getByText("Yan", { exact: true }).first().waitFor();
    assert.equal(await page.getByText("Zoe Planted").count(), 0);
    await page.goto(`${app}/tickets?status=all`);
    await page.getByText("#1").first().waitFor();
    assert(!(await page.content()).includes("planted"));
    await page.goto(`${app}/customers/${yan.id}`);
    await page.getByRole("heading", { level: 1, name: "Yan" }).waitFor();
  });

  await story("how long customers are kept is chosen, and what erases more is asked about", async () => {
    await page.goto(`${app}/settings/privacy`);
    const form = page.getByRole("form", { name: "Retention" });
    await form.getByRole("combobox").click();
    await page.getByRole("option", { name: "Erase after 90 days" }).click();
    await form.getByRole("button", { name: "Save" }).click();
    const sure = page.getByRole("dialog", { name: "Erase customers after 90 days without a word?" });
    await sure.getByRole("button", { name: "Save" }).click();
    await until("it is kept", async () => (await owner.get("/retention")).inactive_customers_days === 90);
    await form.getByText("In force from").waitFor();
    await form.getByRole("switch", { name: "Keep those with something unfinished" }).click();
    await form.getByRole("button", { name: "Save" }).click();
    await sure.getByRole("button", { name: "Save" }).click();
    await until("that, too", async () => (await owner.get("/retention")).keep_unfinished === false);
    await page.reload();
    await form.getByRole("combobox").getByText("Erase after 90 days").waitFor();
    await form.getByRole("combobox").click();
    await page.getByRole("option", { name: "Keep for ever" }).click();
    await form.getByRole("button", { name: "Save" }).click();
    await until("for ever", async () => (await owner.get("/retention")).inactive_customers_days === null);
    assert.equal(await sure.count(), 0);
  });

  await story("who may not erase customers has no way to it", async () => {
    const window = await openWindow(server, "Bea", { kept: false });
    await logIn(window, bea.email, `${app}/settings/me`);
    await window.page.getByRole("link", { name: "General" }).waitFor();
    assert.equal(await window.page.getByRole("link", { name: "Privacy" }).count(), 0);
    await window.page.goto(`${app}/customers/${yan.id}`);
    await window.page.getByRole("button", { name: "Privacy and consents" }).click();
    await window.page.getByRole("region", { name: "Consents" }).waitFor();
    assert.equal(await window.page.getByRole("button", { name: "Erase this customer" }).count(), 0);
  });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());
  await server.end();
});

interface Consent {
  granted: boolean;
  purpose: string;
  source: string;
}
