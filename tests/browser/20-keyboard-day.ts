#!/usr/bin/env node
// A whole day without a mouse: whatever is done is done by keys, one always sees where one is, and the server has it.
import assert from "node:assert/strict";
import { founded, joined, password, program, Server, story, until, Visitor } from "./harness.ts";
import { Inbox } from "./inbox.ts";
import { Keyboard } from "./keyboard.ts";
import { assertNoTroubles, openWindow } from "./windows.ts";

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const bea = await joined(owner, "Bea Agent");
  const yan = await Visitor.come(server, business, { name: "Yan", email: "yan@example.org" });
  const yans = await yan.write("My parcel is not here yet.");
  const zoe = await Visitor.come(server, business, { name: "Zoe" });
  const zoes = await zoe.write("Are you open?");
  await zoe.write("On Sunday, too?");
  const ticket = await owner.post("/tickets", { subject: "The grinder is loud", priority: "medium" });
  const conversation = () => owner.get(`/conversations/${zoes}`);
  const { items: members } = await owner.get(`/businesses/${business.id}/team`);
  const window = await openWindow(server, "Ann", { kept: false });
  const { page } = window;
  const inbox = new Inbox(page);
  const keys = new Keyboard(page);

  /** In a menu that opens at its first line, by the letters of another. */
  async function choose(first: string, name: string) {
    await keys.isOn("menuitemradio", first);
    await keys.type(name.slice(0, 3));
    await keys.isOn("menuitemradio", name);
    await keys.press("Enter");
  }

  async function goTo(name: string, heading = name) {
    await keys.press("Control+k");
    await keys.isOn("combobox", "Go to or do");
    await keys.type(name);
    await page.getByRole("option", { name, exact: true }).waitFor();
    await keys.press("Enter");
    await page.getByRole("heading", { name: heading, exact: true }).waitFor();
    await keys.settled(`at ${name}`);
  }

  await story("one signs in, and goes to the inbox", async () => {
    await page.goto("/app/");
    await keys.isOn("textbox", "E-mail");
    await keys.type(owner.email);
    await keys.press("Tab");
    await keys.type(password);
    await page.keyboard.press("Enter"); // what was focused goes away, and what comes takes it
    await page.getByRole("navigation").getByRole("link", { name: "Inbox" }).waitFor();
    await keys.settled("on the first page");
    await goTo("Inbox");
    await inbox.row("Zoe").waitFor();
  });

  await story("the next conversation is a letter away; opened, it is read", async () => {
    await keys.press("j");
    await keys.isOn("link", /Zoe/);
    await keys.press("Enter");
    await inbox.said("On Sunday, too?").waitFor();
    await keys.press("u");
    await until("it is read", async () => (await conversation()).unread === 0);
  });

  await story("R writes a reply, Escape leaves it, N writes a note", async () => {
    await keys.press("r");
    await keys.isOn("textbox", "Reply");
    await keys.type("Until six.");
    await keys.press("Control+Enter");
    await inbox.said("Until six.").waitFor();
    await keys.isOn("textbox", "Reply");
    await keys.press("Escape", "n");
    await keys.isOn("textbox", "Note");
    await keys.type("She comes every day.");
    await keys.press("Control+Enter");
    await inbox.said("She comes every day.").waitFor();
    await keys.press("Escape");
    const said = async () => {
      const { items } = await owner.get(`/conversations/${zoes}/messages`);
      return items.map(({ text, kind }: { text: string; kind: string }) => `${kind}: ${text}`);
    };
    await until("the note is there", async () => (await said()).includes("note: She comes every day."));
    assert((await said()).includes("reply: Until six."));
    assert.deepEqual(await zoe.read(), ["Are you open?", "On Sunday, too?", "Until six."]);
  });

  await story("A assigns, T tags, P sets the priority, S and E the status; each gives the focus back", async () => {
    await keys.press("a");
    await keys.type("bea");
    await keys.press("Enter");
    await until("Bea has it", async () => (await conversation()).assigned_to === bea.member);
    await keys.press("t");
    await keys.type("opening hours");
    await keys.press("Enter", "Escape");
    await until("it is tagged", async () => (await conversation()).tags.includes("opening hours"));
    await keys.press("p");
    await choose("Urgent", "High");
    await until("it is high", async () => (await conversation()).priority === "high");
    await keys.press("s");
    await choose("Open", "Pending");
    await until("it is pending", async () => (await conversation()).status === "pending");
    await keys.press("e");
    await until("it is resolved", async () => (await conversation()).status === "resolved");
    await inbox.button("Reopen").waitFor();
    await keys.press("i");
    const me = members.find(({ email }: { email: string }) => email === owner.email);
    await until("it is hers", async () => (await conversation()).assigned_to === me.id);
  });

  await story("the search is a key away, and so is what it finds", async () => {
    await keys.press("Escape", "/");
    await keys.isOn("textbox", "Search conversations");
    await keys.type("parcel");
    await inbox.row("Zoe").waitFor({ state: "detached" });
    await keys.press("ArrowDown");
    await keys.isOn("link", /Yan/);
    await keys.press("Enter");
    await inbox.said("My parcel is not here yet.").waitFor();
    await until("it is read", async () => (await owner.get(`/conversations/${yans}`)).unread === 0);
    await keys.press("Escape");
    await keys.isOn("link", /Yan/);
    await keys.press("/", "Escape", "Escape");
  });

  await story("several are chosen and resolved at once, and that is undone", async () => {
    await page.keyboard.press("Control+a");
    await keys.press("j", "x", "e");
    await until("it is resolved", async () => (await owner.get(`/conversations/${yans}`)).status === "resolved");
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await keys.press("z");
    await until("it is open again", async () => (await owner.get(`/conversations/${yans}`)).status === "open");
  });

  await story("C opens a conversation with somebody who is known", async () => {
    await keys.press("c");
    await page.getByRole("dialog", { name: "New conversation" }).waitFor();
    await keys.press("Enter");
    await keys.type("yan");
    await page.getByRole("option", { name: /Yan/ }).waitFor();
    await keys.press("Enter");
    await keys.tabTo(/^Subject/);
    await keys.type("Your parcel");
    await keys.press("Enter");
    await keys.isOn("textbox", "Reply");
    const { items } = await owner.get("/conversations?sort=-last_activity_at&limit=5");
    const made = items.find(({ subject }: { subject: string | null }) => subject === "Your parcel");
    assert.equal(made?.customer_name, "Yan", JSON.stringify(items));
    await keys.press("Escape");
  });

  await story("the palette goes to the tickets; one is opened, and written under", async () => {
    await goTo("Tickets");
    await keys.press("j");
    await keys.press("Enter");
    await page.getByRole("article", { name: `#${ticket.number}` }).waitFor();
    await keys.press("r");
    await keys.isOn("textbox", "Comment");
    await keys.type("It needs new burrs.");
    await keys.press("Control+Enter");
    await page.getByText("It needs new burrs.").waitFor();
    const texts = async () => {
      const { items } = await owner.get(`/tickets/${ticket.id}/comments`);
      return items.map(({ text }: { text: string }) => text);
    };
    await until("it is there", async () => (await texts()).includes("It needs new burrs."));
    await keys.press("Escape", "p");
    await choose("Critical", "Critical");
    await until("it is critical", async () => (await owner.get(`/tickets/${ticket.id}`)).priority === "critical");
  });

  await story("? shows every key that works here, and Escape gives the focus back", async () => {
    const before = await keys.focus();
    await keys.press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await sheet.getByText("Write a note").waitFor();
    await sheet.getByText("Go to or do").waitFor();
    await keys.press("Escape");
    await keys.isOn(before.role, before.name);
    await keys.press("Escape");
    await page.getByRole("heading", { name: "Tickets" }).waitFor();
  });

  await story("from light to dark and back, and it stays so", async () => {
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await keys.tabTo("Dark theme", "Shift+Tab");
    await keys.press("Enter");
    assert.equal(await theme(), "dark");
    await page.reload();
    await page.getByRole("heading", { name: "Tickets" }).waitFor();
    assert.equal(await theme(), "dark");
    await keys.tabTo("Light theme");
    await keys.press("Enter");
    assert.equal(await theme(), "light");
  });

  await story("every screen is reached, and one logs out", async () => {
    for (const [name, heading] of [["Customers"], ["Team"], ["Settings", "Profile and preferences"], ["Inbox"]])
      await goTo(name ?? "", heading);
    await keys.tabTo(/^You and your settings/, "Shift+Tab");
    await keys.press("Enter");
    await keys.type("Log");
    await keys.isOn("menuitem", "Log out");
    await page.keyboard.press("Enter");
    await keys.isOn("textbox", "E-mail");
  });

  await story("nothing was thrown, refused or asked of others", async () => assertNoTroubles());
  await server.end();
});
