#!/usr/bin/env node
// An owner keeps watch: who has asked for what, about whom and when; one entry in full, and its proof; and all of it as a file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { founded, joined, program, Server, story, until } from "./harness.ts";
import { assertNoTroubles, logIn, openWindow } from "./windows.ts";

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const bea = await joined(owner, "Bea Agent");
  const customer = await owner.post("/customers", { name: "Zoe", email: "zoe@example.org" });
  await bea.patch(`/customers/${customer.id}`, { name: "Zoe B." });
  const ticket = await owner.post("/tickets", { subject: "The grinder", customer_id: customer.id });
  await owner.post(`/tickets/${ticket.id}/assign`, { member_id: bea.member });
  await bea.patch(`/tickets/${ticket.id}/status`, { status: "resolved" });

  const ann = await openWindow(server, "Ann", { kept: false });
  const { page } = ann;
  const audit = `/app/b/${business.slug}/settings/audit`;
  const list = page.getByRole("list", { name: "Audit log" });
  const rows = () => list.getByRole("link").allInnerTexts();
  const row = (text: string | RegExp) => list.getByRole("link").filter({ hasText: text });
  const sheet = page.getByRole("dialog");

  async function narrow(field: string, value: string) {
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("option", { name: field, exact: true }).click();
    await page.getByRole("option", { name: value }).first().click();
  }

  /** What the browser was given to keep. */
  async function exported(format: string) {
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: format }).click(),
    ]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
  }

  await story("all that was asked for is there, the newest first, by name", async () => {
    await logIn(ann, owner.email, audit);
    await row("Change the status").first().waitFor();
    const all = await rows();
    const at = (text: RegExp) => all.findIndex((one) => text.test(one));
    assert(
      all.some((one) => one.includes("Bea Agent") && one.includes("Change the status")),
      all.join("\n"),
    );
    assert(at(/Change the status/) < at(/Assign a ticket/), all.join("\n"));
    assert(at(/Assign a ticket/) < at(/Change a customer/), all.join("\n"));
    await row(/Change a customer/)
      .getByText("Zoe B.")
      .waitFor();
    await row(/Assign a ticket/)
      .getByText("#1")
      .waitFor();
  });

  await story("narrowed by person, action, whom and time; and the address holds it", async () => {
    await narrow("By whom", "Bea Agent");
    await until("only what Bea has asked for", async () => (await rows()).every((one) => one.includes("Bea Agent")));
    await narrow("What", "All about customers");
    await until("only customers", async () => (await rows()).length === 1);
    await row("Change a customer").waitFor();
    assert.match(new URL(page.url()).search, /person=.*action=customer/);
    await page.reload();
    await row("Change a customer").waitFor();
    assert.equal((await rows()).length, 1);
    await page.getByRole("button", { name: "Clear" }).click();
    await row("Assign a ticket").waitFor();
    await narrow("About", "Zoe B.");
    await until("only what is about Zoe", async () => !(await rows()).some((one) => one.includes("ticket")));
    await row("Add a customer").waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.goto(`${audit}?until=2020-01-01T00:00:00Z`);
    await page.getByText("No such entry").waitFor();
    await page.getByRole("button", { name: "Show all entries" }).click();
    await row("Assign a ticket").waitFor();
  });

  await story("by keyboard one opens an entry, reads it in full, and comes back to it", async () => {
    await page.locator("body").press("j");
    await page.keyboard.press("j");
    const second = await page.evaluate(() => document.activeElement?.getAttribute("data-row"));
    await page.keyboard.press("Enter");
    await sheet.getByRole("region", { name: "What came of it" }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("entry"), second);
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "hidden" });
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-row"));
    await until("its row has the focus again", async () => (await focused()) === second);
  });

  await story("an entry says who, what, about whom, and what came of it; and leads on", async () => {
    await row("Assign a ticket").click();
    await sheet.getByRole("heading", { name: "Assign a ticket" }).waitFor();
    await sheet.getByText("ticket.assign.v1", { exact: true }).waitFor();
    await sheet.getByText("ticket.assigned.v1", { exact: true }).waitFor();
    await sheet.getByText("Ann Owner").waitFor();
    await sheet.getByText(ticket.id).waitFor();
    await page.reload(); // the address leads to it, too
    await sheet.getByText("ticket.assigned.v1", { exact: true }).waitFor();
    await sheet.getByRole("button", { name: "All about this" }).click();
    await sheet.waitFor({ state: "hidden" });
    await until("only what is about the ticket", async () =>
      (await rows()).every((one) => /ticket|status|answer/i.test(one)),
    );
    await page.goto(audit);
    await row("Assign a ticket").click();
    await sheet.getByRole("link", { name: "Open in the history" }).click();
    await page.getByRole("heading", { level: 1, name: "Ann Owner assigned ticket #1 to Bea Agent" }).waitFor();
    await page.goto(audit);
    await row("Assign a ticket").waitFor();
  });

  await story(
    "the browser verifies it against a head that the server has signed; a bit changed on its way is seen",
    async () => {
      await row("Assign a ticket").click();
      const proof = sheet.getByRole("region", { name: "Proof" });
      const verify = proof.getByRole("button", { name: /Verify/ });
      await verify.click();
      await proof.getByText(/^Verified against the head of /).waitFor();
      await proof.getByText("From that leaf the path leads to the root of the head").waitFor();
      await proof.getByText("The signature (Ed25519) of that text is good").waitFor();
      const event = new URL(page.url()).searchParams.get("entry");
      const told: Proof = await owner.get(`/businesses/${business.id}/audit/proof?id=${event}`);
      await proof.getByText(told.head.key, { exact: true }).waitFor();

      const asked = (url: URL) => url.pathname.endsWith("/audit/proof");
      const tampered = async (change: (proof: Proof) => void, said: string) => {
        await page.route(asked, async (route) => {
          const response = await route.fetch();
          const json: Proof = await response.json();
          change(json);
          await route.fulfill({ response, json });
        });
        await verify.click();
        await proof.getByText(said).waitFor();
        await proof.getByText("Does not verify", { exact: true }).waitFor();
        await page.unroute(asked);
      };
      await tampered((one) => {
        const bytes = Buffer.from(one.record, "base64");
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        one.record = bytes.toString("base64");
      }, "SHA-256 over them gives another leaf than the server names");
      await tampered((one) => {
        one.head.root = "00".repeat(32);
      }, "The text that was signed says another partition, size, root or time");
      await tampered((one) => {
        one.head.text = one.head.text.replace(/size=\d+/, "size=1");
      }, "The signature (Ed25519) of that text is not good");
      await verify.click();
      await proof.getByText(/^Verified against the head of /).waitFor();
      await page.keyboard.press("Escape");
      await sheet.waitFor({ state: "hidden" });
    },
  );

  await story("as a file is all that it is narrowed to, as tables and as programs read it", async () => {
    await narrow("By whom", "Bea Agent");
    await until("only what Bea has asked for", async () => (await rows()).every((one) => one.includes("Bea Agent")));
    const { items } = await owner.get(`/businesses/${business.id}/audit?person=${bea.member}&limit=200`);
    const csv = await exported("CSV");
    assert.match(csv.name, /^audit-\d{4}-\d\d-\d\d\.csv$/);
    const lines = csv.text.trim().split("\r\n");
    assert.equal(lines.length, items.length + 1);
    assert(lines[0]?.includes("recorded_at,by,by_kind,by_id,action"), lines[0]);
    assert(lines.slice(1).every((line) => line.includes("Bea Agent")));
    const json = JSON.parse((await exported("JSON")).text);
    assert.deepEqual(
      json.map((entry: { command_id: string }) => entry.command_id),
      items.map((entry: { command_id: string }) => entry.command_id),
    );
    assert.equal(json[0].by.name, "Bea Agent");
    assert.equal(json[0].position, items[0].position);
    await page
      .getByText(new RegExp(`^${items.length} entr(y|ies) exported`))
      .first()
      .waitFor();
  });

  await story("of more than one page every page is in the file", async () => {
    for (let n = 0; n < 210; n += 70)
      await Promise.all(
        Array.from({ length: 70 }, (_, at) => owner.post("/customers", { name: `Customer ${n + at}` })),
      );
    await page.goto(`${audit}?action=customer.create`);
    await row("Add a customer").first().waitFor();
    const csv = await exported("CSV");
    assert.equal(csv.text.trim().split("\r\n").length, 212);
  });

  await story("who is neither owner nor admin has no way to it, and is told so kindly at its address", async () => {
    const window = await openWindow(server, "Bea", { kept: false });
    await logIn(window, bea.email, `/app/b/${business.slug}/settings/me`);
    await window.page.getByRole("link", { name: "General" }).waitFor();
    assert.equal(await window.page.getByRole("link", { name: "Audit log" }).count(), 0);
    await window.page.goto(audit);
    await window.page.getByText("The audit log is for owners and admins").waitFor();
  });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());
  await server.end();
});

interface Proof {
  record: string;
  head: { root: string; text: string; key: string };
}
