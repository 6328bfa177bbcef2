#!/usr/bin/env node
// Two people of one team and a visitor of their web site: each sees what the others do, as it is done, whatever happens meanwhile.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { Caller, password, program, Server, story, until, Visitor } from "./harness.ts";
import { Inbox } from "./inbox.ts";
import { another, assertNoTroubles, openWindow, remember, remembered, type Window } from "./windows.ts";

const owner = { email: "ann@example.org", name: "Ann Owner" };
const agent = { email: "bea@example.org", name: "Bea Agent" };

async function signUp(page: Page, { email, name }: typeof owner) {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign up" }).click();
}

program(async () => {
  const server = await Server.start();
  const ann = await openWindow(server, "Ann", { kept: false });
  const bea = await openWindow(server, "Bea", { kept: false });
  const annInbox = new Inbox(ann.page);
  const beaInbox = new Inbox(bea.page);

  await story("somebody signs up, makes a business and goes to its inbox", async () => {
    await ann.page.goto("/");
    await ann.page.getByRole("link", { name: "Sign up" }).click();
    await signUp(ann.page, owner);
    await ann.page.getByRole("heading", { name: "Your first business" }).waitFor();
    await ann.page.getByLabel("Name of the business").fill("Harbour Coffee");
    await ann.page.getByRole("button", { name: "Create business" }).click();
    await ann.page.getByRole("heading", { name: "Getting started" }).waitFor();
    await ann.page.getByRole("navigation").getByRole("link", { name: "Inbox" }).click();
    await annInbox.list.waitFor();
    await annInbox.connection("Live").waitFor();
  });

  const { access_token } = await new Caller(server).post("/auth/login", { email: owner.email, password });
  const business = (await new Caller(server, access_token).get("/businesses")).items[0];
  const owns = new Caller(server, access_token, business.id);
  const team = `/businesses/${business.id}/team`;
  const thread = (id: string) => owns.get(`/conversations/${id}/messages`);
  const texts = async (id: string) => (await thread(id)).items.map((message: { text: string }) => message.text);
  const times = async (id: string, text: string) => (await texts(id)).filter((said: string) => said === text).length;

  await story("who is invited signs up through the link and stands in the same inbox", async () => {
    const { invitation_token } = await owns.post(team, { email: agent.email, role: "agent" });
    await bea.page.goto(`/app/invitations/${invitation_token}`);
    await bea.page.getByText(/You are invited to a team|invites you to/).waitFor();
    await bea.page.getByRole("link", { name: "Sign up" }).click();
    await bea.page.getByText(/With an account you can accept it|invites you to/).waitFor();
    await signUp(bea.page, agent);
    await bea.page.getByRole("button", { name: "Accept the invitation" }).click();
    await beaInbox.list.waitFor();
    await beaInbox.connection("Live").waitFor();
  });

  await remember(ann.page);
  await remember(bea.page);
  const zoe = await Visitor.come(server, business, { name: "Zoe" });
  let conversation = "";

  await story("a visitor writes, and both see it", async () => {
    conversation = await zoe.write("Are you open?");
    for (const { row } of [annInbox, beaInbox]) await row("Zoe").getByText("Are you open?").waitFor();
  });

  await story("one answers; the other, who has it open, sees it, and so does the visitor", async () => {
    await annInbox.open("Zoe");
    await beaInbox.open("Zoe");
    await beaInbox.send("Until six.");
    await annInbox.said("Until six.").waitFor();
    await beaInbox.said("Until six.").waitFor();
    await until("the visitor reads it", async () => (await zoe.read()).includes("Until six."));
    assert.equal(await times(conversation, "Until six."), 1);
  });

  await story("a note is seen by both and by no visitor", async () => {
    await bea.page.getByRole("radio", { name: "Note" }).click();
    await bea.page.getByRole("textbox", { name: "Note" }).fill("She comes every day.");
    await beaInbox.button("Add note").click();
    await annInbox.said("She comes every day.").waitFor();
    await bea.page.getByRole("radio", { name: "Reply" }).click();
    assert.deepEqual(await zoe.read(), ["Are you open?", "Until six."]);
  });

  await story("resolved by one, it is resolved for both; the visitor writes, and it is open again", async () => {
    await annInbox.button("Resolve").click();
    for (const { button } of [annInbox, beaInbox]) await button("Reopen").waitFor();
    await zoe.write("On Sunday too?");
    for (const { button, said } of [annInbox, beaInbox]) {
      await button("Resolve").waitFor();
      await said("On Sunday too?").waitFor();
    }
  });

  await story(
    "the server is killed: what is written is kept and sent once when it is back, and all goes on",
    async () => {
      await server.kill();
      await beaInbox.send("On Sunday from ten.");
      await beaInbox.said("On Sunday from ten.").waitFor();
      await bea.page.getByText("Waiting to be sent").waitFor();
      await annInbox.connection("Offline").waitFor();
      await server.start();
      await annInbox.said("On Sunday from ten.").waitFor();
      await zoe.write("Wonderful.");
      for (const { said } of [annInbox, beaInbox]) await said("Wonderful.").waitFor();
      assert.equal(await times(conversation, "On Sunday from ten."), 1);
      assert.deepEqual(await zoe.read(), [
        "Are you open?",
        "Until six.",
        "On Sunday too?",
        "On Sunday from ten.",
        "Wonderful.",
      ]);
    },
  );

  await story("what one has written by mistake is deleted, after a question, and is gone for all", async () => {
    await beaInbox.send("We close on Monday.");
    await annInbox.said("We close on Monday.").waitFor();
    await until("the visitor reads it", async () => (await zoe.read()).includes("We close on Monday."));
    const bubble = (text: string) => bea.page.locator("[data-said]").filter({ hasText: text });
    await bubble("We close on Monday.").hover();
    await bubble("We close on Monday.").getByRole("button", { name: "Delete message" }).click();
    await bea.page.getByRole("dialog").getByRole("button", { name: "Delete message" }).click();
    for (const { said } of [annInbox, beaInbox]) {
      await said("This message was deleted").waitFor();
      assert.equal(await said("We close on Monday.").count(), 0);
    }
    await until("the visitor reads it no more", async () => !(await zoe.read()).includes("We close on Monday."));
  });

  await story("none of it took a reload", async () => {
    assert(await remembered(ann.page));
    assert(await remembered(bea.page));
  });

  await story(
    "a reply written without a network is sent once when there is one, though the first answer is lost",
    async () => {
      await bea.context.setOffline(true);
      await beaInbox.send("We have oat milk.");
      await bea.page.getByText("No connection. 1 change is kept here and sent when it is back.").waitFor();
      assert.equal(await times(conversation, "We have oat milk."), 0);
      const keys: string[] = [];
      await bea.page.route("**/messages", async (route) => {
        if (route.request().method() !== "POST") return route.continue();
        keys.push((await route.request().headerValue("Idempotency-Key")) ?? "");
        if (keys.length > 1) return route.continue();
        await route.fetch(); // it is done, and nobody hears of it
        await route.abort("connectionreset");
      });
      await bea.context.setOffline(false);
      await annInbox.said("We have oat milk.").waitFor();
      await until("its answer is heard", () => keys.length > 1);
      await until("nothing waits any more", async () => (await bea.page.getByText("Waiting to be sent").count()) === 0);
      await bea.page.unroute("**/messages");
      assert.equal(new Set(keys).size, 1);
      assert.equal(await times(conversation, "We have oat milk."), 1);
      assert.equal(await beaInbox.said("We have oat milk.").count(), 1);
    },
  );

  await story("who resolves what has moved on is told, and it stays open", async () => {
    await bea.context.setOffline(true);
    await beaInbox.connection("Offline").waitFor();
    await beaInbox.button("Resolve").click();
    await zoe.write("One more thing.");
    await annInbox.said("One more thing.").waitFor();
    await bea.context.setOffline(false);
    await bea.page.getByText("There is a newer message. Read it first, then change the status.").first().waitFor();
    await beaInbox.said("One more thing.").waitFor();
    await beaInbox.button("Resolve").waitFor();
    assert.equal((await owns.get(`/conversations/${conversation}`)).status, "open");
  });

  await story(
    "a reply written without a network to what a colleague has resolved is sent, and leaves it resolved",
    async () => {
      await bea.context.setOffline(true);
      await beaInbox.send("Yes?");
      await annInbox.button("Resolve").click();
      await annInbox.button("Reopen").waitFor();
      await until(
        "it is resolved",
        async () => (await owns.get(`/conversations/${conversation}`)).status === "resolved",
      );
      await bea.context.setOffline(false);
      await annInbox.said("Yes?").waitFor();
      assert.equal(await times(conversation, "Yes?"), 1);
      assert.equal((await owns.get(`/conversations/${conversation}`)).status, "resolved");
      assert.equal((await zoe.read()).at(-1), "Yes?");
      await zoe.write("Nothing more.");
      await annInbox.said("Nothing more.").waitFor();
    },
  );

  await story("what people write is text, whatever it looks like", async () => {
    const trap = `<img src=x onerror="document.title='caught'"><script>document.title='caught'</script>`;
    const mallory = await Visitor.come(server, business, { name: trap });
    await mallory.write(`${trap} \u202Edesrever\u202C עברית`);
    await annInbox.row("<img src=x").click();
    await annInbox.thread.getByText(`${trap} \u202Edesrever\u202C עברית`).waitFor();
    await annInbox.send(`${trap} **not bold**`);
    await annInbox.said(`${trap} **not bold**`).waitFor();
    assert.notEqual(await ann.page.title(), "caught");
    assert.equal(await ann.page.locator("img[src=x]").count(), 0);
    await annInbox.open("Zoe");
  });

  await story("what is too long is said, and kept", async () => {
    const long = "long ".repeat(20_000);
    await annInbox.reply.fill(long);
    await ann.page.getByRole("alert").waitFor();
    assert(await annInbox.button("Send").isDisabled());
    await annInbox.reply.press("Control+Enter");
    assert.equal(await annInbox.reply.inputValue(), long);
    assert(!(await texts(conversation)).some((text: string) => text?.startsWith("long")));
    await annInbox.reply.fill("");
  });

  await story("three tabs whose session has run out renew it once, and work on", () => tabsRenewOnce(server, ann));

  await story("one says that she is busy, and the other sees it", async () => {
    const team = await another(server, bea);
    await team.goto(`/app/b/${business.slug}/team`);
    const herRow = team.getByRole("row", { name: /Ann Owner/ });
    await herRow.getByText("Online", { exact: true }).waitFor();
    for (const status of ["Busy", "Online"]) {
      await ann.page.getByRole("button", { name: /^Your status/ }).click();
      await ann.page.getByRole("menuitemradio", { name: status }).click();
      await herRow.getByText(status, { exact: true }).waitFor();
    }
    await team.close();
  });

  await story("who is removed is told, hears nothing more, and loses nothing that was typed", async () => {
    await beaInbox.reply.fill("Half a sentence");
    await beaInbox.reply.blur();
    const { items } = await owns.get(team);
    const { id } = items.find((member: { email: string }) => member.email === agent.email);
    const answers: string[] = [];
    await owns.remove(`${team}/${id}`);
    await bea.page.getByText("You are no longer in Harbour Coffee").waitFor();
    bea.page.on("response", async (response) => answers.push(await response.text().catch(() => "")));
    assert(bea.heard.some((frame) => frame.includes("One more thing.")));
    await zoe.write("A secret.");
    await annInbox.said("A secret.").waitFor();
    const shown = await bea.page.locator("body").textContent();
    assert(!/Zoe|open\?|oat milk/.test(shown ?? ""), shown ?? "");
    await bea.page.goto(`/app/b/${business.slug}/inbox/${conversation}`);
    await bea.page.getByText("Nothing here").waitFor();
    assert(answers.length > 0);
    assert.deepEqual(
      [...bea.heard, ...answers].filter((text) => text.includes("A secret.")),
      [],
    );
    assert.deepEqual(
      answers.filter((text) => text.includes("Zoe")),
      [],
    );
    const kept = await bea.page.evaluate(() => Object.values({ ...localStorage }));
    assert(
      kept.some((text) => text.includes("Half a sentence")),
      String(kept),
    );
  });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());
  await server.end();
});

/** The cookie of a session that has run out is gone; the other one renews it. */
async function tabsRenewOnce(server: Server, window: Window) {
  const pages = [window.page, await another(server, window), await another(server, window)];
  for (const page of pages.slice(1)) {
    await page.goto(window.page.url());
    await new Inbox(page).thread.waitFor();
  }
  let renewals = 0;
  window.context.on("request", (request) => {
    if (new URL(request.url()).pathname === "/auth/refresh") renewals += 1;
  });
  await window.context.clearCookies({ name: "__Host-millrace-access" });
  await Promise.all(pages.map((page, at) => new Inbox(page).send(`From tab ${at}`)));
  for (const page of pages) for (const at of pages.keys()) await new Inbox(page).said(`From tab ${at}`).waitFor();
  assert.equal(renewals, 1);
  for (const page of pages.slice(1)) await page.close();
}
