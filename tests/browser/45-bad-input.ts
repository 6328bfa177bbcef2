#!/usr/bin/env node
// What people and networks do that nobody has planned: each is answered with the right words, and nothing is lost, doubled or leaked.
import assert from "node:assert/strict";
import type { Page, WebSocketRoute } from "playwright-core";
import { Caller, founded, joined, program, Server, story, until, Visitor } from "./harness.ts";
import { Inbox } from "./inbox.ts";
import { another, assertNoTroubles, logIn, openWindow, remember, remembered } from "./windows.ts";

const short_s = 30; // the shortest life of an access token that the server allows
const trap = `<img src=x onerror="document.title='caught'">`;
const turned = "\u202Edaolnwod\u202C";

program(async () => {
  const server = await Server.start({ args: ["--access-token-s", `${short_s}`] });
  const { owner: first, business } = await founded(server);
  const owner = new Renewed(server, first.email, business.id);
  const bea = await joined(first, "Bea Agent");
  const app = `/app/b/${business.slug}`;
  const zoe = await Visitor.come(server, business, { name: "Zoe" });
  const conversation = await zoe.write("Are you open?");
  const ann = await openWindow(server, "Ann", { kept: false });
  const { page } = ann;
  const inbox = new Inbox(page);
  const times = async (text: string) => (await zoe.read()).filter((said) => said === text).length;
  const status = async () => (await owner.get(`/conversations/${conversation}`)).status;
  const rowsOf = (text: string) => inbox.thread.getByText(text, { exact: true }).count();

  const tooOld = { is: false };
  await page.routeWebSocket(/\/connection\//, (socket) => answerTooOld(socket, tooOld));
  await logIn(ann, first.email, `${app}/inbox/${conversation}`);
  await inbox.said("Are you open?").waitFor();
  await inbox.connection("Live").waitFor();

  await story("pressed twice, it is done once", async () => {
    await inbox.reply.fill("By Control and Enter.");
    await Promise.all([inbox.reply.press("Control+Enter"), inbox.reply.press("Control+Enter")]);
    await inbox.reply.fill("By the button.");
    await inbox.button("Send").dblclick();
    for (const text of ["By Control and Enter.", "By the button."]) {
      await until("it is sent", async () => (await times(text)) > 0);
      await inbox.said(text).waitFor();
      assert.equal(await rowsOf(text), 1);
    }
    await inbox.button("Resolve").dblclick();
    await inbox.button("Reopen").waitFor();
    await until("it is resolved", async () => (await status()) === "resolved");
    await page.locator("main").focus();
    await page.keyboard.down("e");
    for (let repeat = 0; repeat < 10; repeat++) await page.keyboard.down("e");
    await page.keyboard.up("e");
    await inbox.button("Resolve").waitFor();
    await until("it is open", async () => (await status()) === "open");
    for (const text of ["By Control and Enter.", "By the button."]) assert.equal(await times(text), 1);
  });

  await story("a form that is sent twice makes one thing", async () => {
    await page.goto(`${app}/customers`);
    await page.getByRole("button", { name: "New customer" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Only Once");
    await dialog.getByRole("button", { name: "Add customer" }).dblclick();
    await dialog.waitFor({ state: "detached" });
    await page.goto(`${app}/tickets/new`);
    await page.getByLabel("Subject").fill("Only once, too");
    await page.getByLabel("Subject").press("Enter");
    await page.keyboard.press("Enter");
    await page.getByRole("article").waitFor();
    const of = async (path: string) => (await owner.get(path)).items;
    await until(
      "both are there",
      async () => (await of("/customers?q=Only")).length + (await of("/tickets")).length >= 2,
    );
    assert.equal((await of("/customers?q=Only")).length, 1);
    assert.equal((await of("/tickets?status=open")).length, 1);
  });

  await story("100 KB are told to be too long, are kept over a reload, and what fits of them is sent", async () => {
    const long = `${"The whole story, from the beginning. ".repeat(2_800)}The end.`;
    assert(long.length > 100_000);
    await page.goto(`${app}/inbox/${conversation}`);
    await inbox.reply.fill(long);
    await page.getByText(/characters too long. Shorten it, or send it in parts./).waitFor();
    assert(await inbox.button("Send").isDisabled());
    await page.reload();
    await inbox.reply.waitFor();
    assert.equal(await inbox.reply.inputValue(), long);
    await inbox.reply.fill("The end.");
    await inbox.button("Send").click();
    await until("it is sent", async () => (await times("The end.")) === 1);
    assert.equal(await inbox.reply.inputValue(), "");
  });

  await story("what is refused is said in words, and what was typed is there to be mended", async () => {
    const tooLong = "x".repeat(501);
    const ticket = await owner.post("/tickets", { subject: "Loud grinder", priority: "low" });
    for (const [address, change, save, told] of [
      [`${app}/inbox/${conversation}`, /^Subject/, "Enter", "Subject changed"],
      [`${app}/tickets/${ticket.id}`, "Change the subject", "Enter", "Subject changed"],
    ] as const) {
      await page.goto(address);
      await page.getByRole("button", { name: change }).click();
      const field = page.getByRole("textbox", { name: "Subject" });
      await field.evaluate(holdsMore);
      await field.fill(tooLong);
      await field.press(save);
      await page.getByRole("alert").filter({ hasText: /500/ }).waitFor();
      assert.equal(await field.inputValue(), tooLong);
      assert.equal(await page.getByText(told).count(), 0, "it says that it was done");
      await field.fill("Mended");
      await field.press(save);
      await page.getByText("Mended").filter({ visible: true }).first().waitFor();
    }
    await owner.patch(`/conversations/${conversation}`, { subject: null });
    await owner.patch(`/tickets/${ticket.id}/status`, { status: "resolved" });
    await page.goto(`${app}/inbox/${conversation}`);
    await page.getByRole("button", { name: "Show the customer" }).click();
    const note = page.getByRole("textbox", { name: "Note about this customer" });
    await note.evaluate(holdsMore);
    await note.fill("y".repeat(20_001));
    await page.getByRole("button", { name: "Add note" }).click();
    await page.getByRole("alert").filter({ hasText: "Not saved" }).waitFor();
    await page.getByText("y".repeat(20_001)).waitFor();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByText("y".repeat(20_001)).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Hide the customer" }).click();
  });

  await story("names, subjects and tags are text on every screen, and turn no other text around", async () => {
    const name = `${trap} ${turned} יעל`;
    const yael = await Visitor.come(server, business, { name });
    const hers = await yael.write(`My ${trap} ${turned} refund`);
    const { customer_id } = await owner.get(`/conversations/${hers}`);
    await owner.patch(`/conversations/${hers}`, { subject: `About ${trap} ${turned}` });
    await owner.post(`/conversations/${hers}/tags`, { tags: [`<b>${turned}`] });
    await owner.post(`/customers/${customer_id}/notes`, { text: `Noted ${trap} ${turned}` });
    const ticket = await owner.post("/tickets", { subject: `Broken ${trap} ${turned}`, customer_id });
    await owner.post(`/tickets/${ticket.id}/comments`, { text: `Commented ${trap} ${turned}`, internal: false });
    const places = [
      ...[app, `${app}/inbox`, `${app}/inbox/${hers}`, `${app}/customers`, `${app}/customers/${customer_id}`],
      ...[`${app}/tickets`, `${app}/tickets/${ticket.id}`, `${app}/search?q=refund`, `${app}/history`],
    ];
    for (const place of places) {
      await page.goto(place);
      await page.locator("main").getByText(trap).filter({ visible: true }).first().waitFor();
      assert.equal(await page.locator("img[src=x]").count(), 0, place);
      assert.notEqual(await page.title(), "caught", place);
      assert.deepEqual(await page.evaluate(turnsOthers), [], place);
    }
    await page.keyboard.press("Control+k");
    await page.keyboard.type("refund");
    await page.getByRole("dialog").getByText(trap).filter({ visible: true }).first().waitFor();
    assert.deepEqual(await page.evaluate(turnsOthers), [], "in the palette");
    await page.keyboard.press("Escape");
  });

  await story("a position that is too old is fetched anew: no row is lost, none is there twice", async () => {
    await page.goto(`${app}/inbox/${conversation}`);
    await inbox.said("The end.").waitFor();
    await inbox.connection("Live").waitFor();
    await remember(page);
    tooOld.is = true;
    await server.kill();
    await inbox.connection("Offline").waitFor();
    await server.start();
    const missed = ["First missed.", "Second missed.", "Third missed."];
    for (const text of missed) await zoe.write(text);
    const xu = await Visitor.come(server, business, { name: "Xu" });
    await xu.write("Somebody new.");
    for (const text of missed) await inbox.said(text).waitFor();
    await inbox.row("Xu").waitFor();
    await inbox.connection("Live").waitFor();
    tooOld.is = false;
    await zoe.write("Heard again.");
    await inbox.said("Heard again.").waitFor();
    for (const text of [...missed, "Heard again.", "Are you open?"]) assert.equal(await rowsOf(text), 1, text);
    assert.equal(await inbox.row("Xu").count(), 1);
    assert.equal(await inbox.row("Zoe").count(), 1);
    assert(await remembered(page));
  });

  await story("a token that runs out in one tab of three is renewed once for all of them, and all go on", async () => {
    const pages = [page, await another(server, ann), await another(server, ann)];
    for (const tab of pages) {
      await tab.goto(`${app}/inbox/${conversation}`);
      await new Inbox(tab).connection("Live").waitFor();
    }
    const held = (await ann.context.cookies()).find(({ name }) => name === "__Host-millrace-access")?.value;
    const renewedWith: (string | null)[] = [];
    ann.context.on("request", async (request) => {
      if (new URL(request.url()).pathname === "/auth/refresh") renewedWith.push(await request.headerValue("Cookie"));
    });
    const holder = new Caller(server, held, business.id);
    await until("it has run out", async () => (await holder.ask("GET", "/auth/me")).status === 401);
    await new Inbox(pages[1] as Page).send("From the second of three.");
    for (const tab of pages) await new Inbox(tab).said("From the second of three.").waitFor();
    await zoe.write("And after that?");
    for (const tab of pages) await new Inbox(tab).said("And after that?").waitFor();
    await until("it has been renewed", () => renewedWith.length > 0);
    assert.equal(new Set(renewedWith).size, renewedWith.length, "two tabs have renewed the same");
    assert.equal(await times("From the second of three."), 1);
    for (const tab of pages.slice(1)) await tab.close();
  });

  await story("who is removed loses nothing that waits to be sent: it is there when they are back", async () => {
    const removed = await openWindow(server, "Bea", { kept: false });
    const beas = new Inbox(removed.page);
    await logIn(removed, bea.email, `${app}/inbox/${conversation}`);
    await beas.connection("Live").waitFor();
    await removed.context.setOffline(true);
    await beas.send("Written on the train.");
    await removed.page.getByText("Waiting to be sent").waitFor();
    await owner.remove(`/businesses/${business.id}/team/${bea.member}`);
    await removed.context.setOffline(false);
    await removed.page.getByText("You are no longer in Harbour Coffee").waitFor();
    assert.equal(await times("Written on the train."), 0);
    assert.doesNotMatch((await removed.page.locator("body").textContent()) ?? "", /Zoe|train/);
    const team = `/businesses/${business.id}/team`;
    const { invitation_token } = await owner.post(team, { email: bea.email, role: "agent" });
    await removed.page.goto(`/app/invitations/${invitation_token}`);
    await removed.page.getByRole("button", { name: "Accept the invitation" }).click();
    await removed.page.getByRole("navigation").getByRole("link", { name: "Inbox" }).waitFor();
    await removed.page.goto(`${app}/inbox/${conversation}`);
    await beas.said("Written on the train.").waitFor();
    await removed.page.getByText(/Not sent/).waitFor();
    assert.equal(await times("Written on the train."), 0);
    await removed.page.getByRole("button", { name: "Retry" }).click();
    await inbox.said("Written on the train.").waitFor();
    assert.equal(await times("Written on the train."), 1);
  });

  await story("nothing was thrown, refused or asked of others", async () => assertNoTroubles());
  await server.end();
});

/** In the page: a field that lets one write what the server will refuse. */
function holdsMore(field: Element) {
  field.removeAttribute("maxlength");
}

/** Somebody whose token is short-lived: it logs in anew before it calls. */
class Renewed {
  readonly #server: Server;
  readonly #email: string;
  readonly #business: string;

  constructor(server: Server, email: string, business: string) {
    this.#server = server;
    this.#email = email;
    this.#business = business;
  }

  async #caller() {
    const login = { email: this.#email, password: "correct horse" };
    const { access_token } = await new Caller(this.#server).post("/auth/login", login);
    return new Caller(this.#server, access_token, this.#business);
  }
  get = async (path: string) => (await this.#caller()).get(path);
  post = async (path: string, body: unknown) => (await this.#caller()).post(path, body);
  patch = async (path: string, body: unknown) => (await this.#caller()).patch(path, body);
  remove = async (path: string) => (await this.#caller()).remove(path);
}

/** Says to who comes back that what was missed cannot be told any more, as a server does that has forgotten it. */
function answerTooOld(socket: WebSocketRoute, tooOld: { is: boolean }) {
  const server = socket.connectToServer();
  server.onMessage((frames) => {
    const told = String(frames)
      .split("\n")
      .map((frame) => (tooOld.is ? forgetful(frame) : frame));
    socket.send(told.join("\n"));
  });
}

function forgetful(frame: string) {
  if (!frame.includes('"was_recovering":true')) return frame;
  const answer = JSON.parse(frame);
  answer.subscribe.recovered = false;
  answer.subscribe.publications = [];
  return JSON.stringify(answer);
}

/** In the page: texts that turn what stands beside them, because nothing holds them. */
function turnsOthers() {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found: string[] = [];
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (!text.textContent?.includes("\u202E")) continue;
    let holder = text.parentElement;
    while (holder && getComputedStyle(holder).unicodeBidi === "normal" && getComputedStyle(holder).display === "inline")
      holder = holder.parentElement;
    const alone = holder && getComputedStyle(holder).unicodeBidi !== "normal";
    if (!alone && holder?.textContent !== text.textContent) found.push(holder?.outerHTML.slice(0, 300) ?? "");
  }
  return found;
}
