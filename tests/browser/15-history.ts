#!/usr/bin/env node
// An owner looks back: what has happened, whether it is what it says it is, why it happened, and what it looked like then.
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { founded, joined, program, Server, story, until, Visitor } from "./harness.ts";
import { Inbox } from "./inbox.ts";
import { assertNoTroubles, logIn, openWindow, remember, remembered } from "./windows.ts";

/** The explorer, in the words of the page. */
class Explorer {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get list(): Locator {
    return this.page.getByRole("list", { name: "History" });
  }
  row = (sentence: string) => this.list.getByRole("link").filter({ hasText: sentence });
  /** The sentences, newest first. */
  rows = () => this.list.getByRole("link").allInnerTexts();
  heading = (sentence: string) => this.page.getByRole("heading", { level: 1, name: sentence });

  async narrow(field: string, value: string) {
    await this.page.getByRole("button", { name: "Filter" }).click();
    await this.page.getByRole("option", { name: field, exact: true }).click();
    await this.page.getByRole("option", { name: value }).first().click();
  }
}

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const bea = await joined(owner, "Bea Agent");
  const zoe = await Visitor.come(server, business, { name: "Zoe" });
  const conversation = await zoe.write("Are you open?");
  await owner.post(`/conversations/${conversation}/assign`, { member_id: bea.member });
  await bea.post("/messages", { conversation_id: conversation, text: "Until six." });
  await bea.patch(`/conversations/${conversation}/status`, { status: "resolved" });
  const { customer_id } = await owner.get(`/conversations/${conversation}`);
  const ticket = await owner.post("/tickets", { subject: "The grinder", description: "It is loud", customer_id });
  await owner.post(`/tickets/${ticket.id}/assign`, { member_id: bea.member });
  await bea.post(`/tickets/${ticket.id}/comments`, { text: "We are coming." });
  await bea.patch(`/tickets/${ticket.id}/status`, { status: "resolved" });
  await owner.patch(`/customers/${customer_id}`, { name: "Zoe B." });
  await zoe.write("And tomorrow?");

  const ann = await openWindow(server, "Ann", { kept: false });
  const { page } = ann;
  const explorer = new Explorer(page);
  const inbox = new Inbox(page);
  const home = `/app/b/${business.slug}`;

  await story("everything that has happened is told in words, the newest first", async () => {
    await logIn(ann, owner.email, `${home}/inbox`);
    await page.getByRole("link", { name: "History", exact: true }).click();
    await explorer.row("Zoe B. wrote").first().waitFor();
    await explorer.row("Bea Agent resolved the conversation with Zoe B.").waitFor();
    const rows = await explorer.rows();
    const at = (sentence: string) => rows.findIndex((row) => row.includes(sentence));
    assert(rows[0]?.includes("And tomorrow?"), rows[0]);
    assert(at("Bea Agent resolved ticket #1") < at("Ann Owner assigned ticket #1 to Bea Agent"), rows.join("\n"));
    assert(at("Ann Owner assigned the conversation") > at("Bea Agent resolved the conversation"), rows.join("\n"));
  });

  await remember(page);

  await story("narrowed to what one looks for, nothing else is there; and the address holds it", async () => {
    await explorer.narrow("What", "Tickets");
    await until("only tickets are left", async () => (await explorer.rows()).every((row) => row.includes("ticket")));
    await explorer.narrow("By whom", "Bea Agent");
    await until("only what Bea has done to them", async () =>
      (await explorer.rows()).every((row) => row.includes("Bea Agent") || row.includes("ticket.clock")),
    );
    assert.equal(await explorer.row("Ann Owner").count(), 0);
    await explorer.row("Bea Agent commented on ticket #1").waitFor();
    assert.match(new URL(page.url()).search, /kind=ticket.*person=/);
    await page.getByRole("button", { name: "Clear" }).click();
    await explorer.row("Zoe B. wrote").first().waitFor();
  });

  await story("by keyboard one goes from event to event, opens one, and comes back to it", async () => {
    await page.locator("body").press("j");
    await page.keyboard.press("j");
    const second = await page.evaluate(() => document.activeElement?.getAttribute("data-row"));
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname.endsWith(`/events/${second}`));
    await page.getByRole("heading", { name: "Payload" }).waitFor();
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => url.pathname.endsWith("/history"));
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-row"));
    await until("its row has the focus again", async () => (await focused()) === second);
  });

  await story(
    "one event in full: its payload, its record, and its place in the chain, verified from the bytes",
    async () => {
      await explorer.row("Ann Owner assigned ticket #1 to Bea Agent").click();
      await explorer.heading("Ann Owner assigned ticket #1 to Bea Agent").waitFor();
      const payload = page.getByRole("region", { name: "Payload" });
      assert((await payload.textContent())?.includes(bea.member));
      const chain = page.getByRole("region", { name: "Place in the chain" });
      await chain.getByText("Verified", { exact: true }).waitFor();
      await chain.getByText("SHA-256 over the hash before it and its bytes gives the hash with it").waitFor();
      await chain.getByText("Time, command, person and facts are those in the bytes").waitFor();
      const [event] = await owner.get("/events?kind=ticket.assigned");
      const full = await owner.get(`/events/${event.id}`);
      await chain.getByText(full.chain.after, { exact: true }).waitFor();
      await page.getByText("ticket.assign.v1", { exact: true }).first().waitFor();
    },
  );

  await story("it says why it happened and what followed: the request, and the mail that went out", async () => {
    const why = page.getByRole("list", { name: "Why, and what followed" });
    await why.getByRole("link", { name: /Request.*Assign a ticket/ }).waitFor();
    await why.getByRole("link", { name: /Fact.*Ticket assigned/ }).waitFor();
    const mail = why.getByRole("link", { name: /Effect.*Send an e-mail/ });
    await mail.waitFor();
    await why.getByRole("link", { name: /Request.*Assign a ticket/ }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Effect requested" }).waitFor();
    await page.getByText("Not told outside", { exact: true }).waitFor();
  });

  await story(
    "a record with one bit changed on its way does not verify, and neither does one that is said to be another's",
    async () => {
      const [event] = await owner.get("/events?kind=ticket.opened");
      const tampered = async (change: (full: Full) => void) => {
        const asked = (url: URL) => url.pathname === `/events/${event.id}`;
        await page.route(asked, async (route) => {
          const response = await route.fetch();
          const full: Full = await response.json();
          change(full);
          await route.fulfill({ response, json: full });
        });
        await page.goto(`${home}/history/events/${event.id}`);
        const chain = page.getByRole("region", { name: "Place in the chain" });
        await chain.getByText("Does not verify", { exact: true }).waitFor();
        assert.equal(await chain.getByText("Verified", { exact: true }).count(), 0);
        await page.unroute(asked);
        return chain;
      };
      const bit = await tampered(({ record }) => {
        const bytes = Buffer.from(record.bytes, "base64");
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        record.bytes = bytes.toString("base64");
      });
      await bit.getByText("SHA-256 over the hash before it and its bytes gives another hash").waitFor();
      const other = await tampered(({ record }) => {
        record.by.id = bea.member;
      });
      await other.getByText("The bytes say something else about: by.id").waitFor();
      await page.goto(`${home}/history/events/${event.id}`);
      await page.getByRole("region", { name: "Place in the chain" }).getByText("Verified", { exact: true }).waitFor();
    },
  );

  await story("what is new is shown as it happens, without a reload; and not when one does not follow", async () => {
    await page.goto(`${home}/history`);
    await explorer.row("Zoe B. wrote").first().waitFor();
    await remember(page);
    await page.getByRole("button", { name: "Follow" }).click();
    await zoe.write("Hello?");
    await explorer.row("Hello?").waitFor();
    assert((await explorer.rows())[0]?.includes("Hello?"));
    await page.getByRole("button", { name: "Follow" }).click();
    await zoe.write("Is anybody there?");
    await until(
      "it has happened",
      async () => (await owner.get("/events?kind=message&order=desc&limit=1"))[0].data.text === "Is anybody there?",
    );
    await page.waitForTimeout(3000);
    assert.equal(await explorer.row("Is anybody there?").count(), 0);
    await page.getByRole("button", { name: "Follow" }).click();
    await explorer.row("Is anybody there?").waitFor();
    assert(await remembered(page));
  });

  await story(
    "a conversation is seen as it was: resolved, then open; and nothing can be done to it there",
    async () => {
      await page.goto(`${home}/inbox/${conversation}?view=all`);
      await inbox.said("Is anybody there?").waitFor();
      await inbox.button("Resolve").waitFor();
      await page.locator("main").getByRole("button", { name: "More" }).click();
      await page.getByRole("menuitem", { name: "As it was…" }).click();
      await page.getByText(/^As it was on /).waitFor();
      const slider = page.getByRole("slider", { name: "Moment" });
      await until("the history of it is there", () => page.getByText(/^\d+ events$/).isVisible());
      await slider.press("ArrowLeft"); // to the last event, which made it as it is now
      await inbox.said("Is anybody there?").waitFor();
      await slider.press("ArrowLeft");
      await inbox.said("Is anybody there?").waitFor({ state: "detached" });
      await inbox.said("Hello?").waitFor();
      await slider.press("ArrowLeft");
      await slider.press("ArrowLeft");
      await page.getByText("Last before it: Bea Agent resolved the conversation with Zoe B.").waitFor();
      await inbox.said("And tomorrow?").waitFor({ state: "detached" });
      await page.getByRole("heading", { level: 2 }).getByText("Resolved").waitFor();
      await inbox.said("Until six.").waitFor();
      for (const command of ["Resolve", "Reopen", "Send"])
        assert.equal(await inbox.button(command).count(), 0, command);
      assert.equal(await inbox.reply.count(), 0);
      await slider.press("e"); // would reopen it
      await slider.press("ArrowLeft");
      await inbox.said("Until six.").waitFor();
      await page.getByRole("heading", { level: 2 }).getByText("Resolved").waitFor({ state: "detached" });
      const then = new URL(page.url()).searchParams.get("as_of");
      const was = await owner.get(`/conversations/${conversation}?as_of=${then}`);
      assert.equal(was.status, "open");
      assert.equal((await owner.get(`/conversations/${conversation}`)).status, "open");
      await page.reload();
      await page.getByText(/^As it was on /).waitFor();
      await inbox.said("Until six.").waitFor();
      assert.equal(await inbox.said("And tomorrow?").count(), 0);
      await inbox.button("Back to now").click();
      await inbox.said("Is anybody there?").waitFor();
      await inbox.button("Resolve").waitFor();
    },
  );

  await story("from a message one comes to its events, and from there to why it was said; and back to it", async () => {
    const message = inbox.said("Until six.");
    await message.hover();
    await message.locator("xpath=..").getByRole("link", { name: "History of this message" }).click();
    await explorer.row("Bea Agent wrote to Zoe B.").waitFor();
    assert((await explorer.rows()).every((row) => /wrote to|was reported/.test(row)));
    await page.getByText("A message with Zoe B.").waitFor();
    await explorer.row("Bea Agent wrote to Zoe B.").click();
    const why = page.getByRole("list", { name: "Why, and what followed" });
    await why.getByRole("link", { name: /Request.*Send a message/ }).waitFor();
    await page.getByRole("link", { name: "Open the conversation" }).click();
    await message.waitFor();
  });

  await story("what is told as it was last leads to it", async () => {
    await page.locator("body").press("h");
    await page.getByRole("slider", { name: "Moment" }).press("ArrowLeft");
    await page.getByText("Last before it: Zoe B. wrote").waitFor();
    await page.getByRole("link", { name: "Zoe B. wrote" }).click();
    await explorer.heading("Zoe B. wrote").waitFor();
    await page.goto(`${home}/inbox/${conversation}?view=all`);
    await inbox.said("Is anybody there?").waitFor();
  });

  await story("by date and time, too, in the person's own time zone; and before it was there it says so", async () => {
    await page.locator("body").press("h");
    const field = page.getByLabel("Date and time");
    await field.fill("2020-01-02T09:00:00");
    await page.getByText("It was not there yet").waitFor();
    assert.equal(new URL(page.url()).searchParams.get("as_of"), "2020-01-02T08:00:00.000Z"); // Berlin
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await inbox.said("Is anybody there?").waitFor();
  });

  await story(
    "from an event one comes to what it is about, as it was then: a ticket before it was resolved",
    async () => {
      await page.goto(`${home}/history?kind=ticket.commented`);
      await explorer.row("Bea Agent commented on ticket #1").click();
      await page.getByRole("link", { name: "As it was then" }).click();
      await page.getByText(/^As it was on /).waitFor();
      await page.getByText("We are coming.").waitFor();
      await page.getByRole("button", { name: "Status: Open" }).waitFor();
      assert(await page.getByRole("button", { name: "Status: Open" }).isDisabled());
      await page.getByRole("button", { name: "Back to now" }).click();
      await page.getByRole("button", { name: "Status: Resolved" }).waitFor();
    },
  );

  await story("a customer is seen under the name that she had", async () => {
    await page.goto(`${home}/history?kind=customer.created`);
    await explorer.row("came for the first time").click();
    await page.getByRole("link", { name: "As it was then" }).click();
    await page.getByRole("heading", { level: 1, name: "Zoe", exact: true }).waitFor();
    await page.locator("body").press("h");
    await page.getByRole("heading", { level: 1, name: "Zoe B.", exact: true }).waitFor();
  });

  await story(
    "what was imported says when it happened and when it was recorded; many facts of one kind are one",
    async () => {
      const lines = Array.from({ length: 14 }, (_, n) => ({
        key: `${n}`,
        occurred_at: `2025-03-04T09:${String(n).padStart(2, "0")}:00Z`,
        from: "client",
        author: "Xaver",
        text: `Old line ${n}`,
      }));
      await owner.post("/import/conversations", { channel: "email", conversations: [{ key: "old", messages: lines }] });
      await page.goto(`${home}/history`);
      await explorer.row("Old line 13").getByText("4 Mar 2025 10:13").waitFor();
      await explorer
        .row("Old line 13")
        .getByText(/^recorded /)
        .waitFor();
      assert.equal(
        await explorer
          .row("Is anybody there?")
          .getByText(/^recorded /)
          .count(),
        0,
      );
      await explorer.row("Old line 13").click();
      const why = page.getByRole("list", { name: "Why, and what followed" });
      const many = why.getByRole("button", { name: /13 × Message written/ });
      await many.waitFor();
      const written = why.getByRole("link", { name: /Fact.*Message written/ });
      assert.equal(await written.count(), 1);
      await many.click();
      assert.equal(await many.getAttribute("aria-expanded"), "true");
      assert.equal(await written.count(), 14);
      await many.press("ArrowRight");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: /imported what Xaver wrote/ }).waitFor();
    },
  );

  await story("who is neither owner nor admin has no way to it, and is told so kindly at its address", async () => {
    const window = await openWindow(server, "Bea", { kept: false });
    await logIn(window, bea.email, `${home}/inbox`);
    await new Inbox(window.page).list.waitFor();
    assert.equal(await window.page.getByRole("link", { name: "History", exact: true }).count(), 0);
    await window.page.goto(`${home}/history`);
    await window.page.getByText("The history is for owners and admins").waitFor();
    await window.page.goto(`${home}/inbox/${conversation}?view=all&as_of=2026-01-01T00:00:00Z`);
    await window.page.getByText("Earlier times are for owners and admins").waitFor();
    await window.page.getByRole("button", { name: "Back to now" }).click();
    await new Inbox(window.page).said("Is anybody there?").waitFor();
    assert.equal(await window.page.locator("main").getByRole("button", { name: "More" }).count(), 0);
    assert.equal(await window.page.getByRole("link", { name: "History of this message" }).count(), 0);
  });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());
  await server.end();
});

interface Full {
  record: { bytes: string; by: { kind: string; id: string | null } };
}
