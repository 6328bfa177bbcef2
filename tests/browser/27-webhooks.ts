#!/usr/bin/env node
// What programs are told, on the screen: a webhook is made, and its secret shown once; what comes is signed with it; what nobody takes is seen,
// and sent again; it is paused, changed over to another secret, and deleted.
import assert from "node:assert/strict";
import { founded, joined, program, Server, story, until, Visitor } from "./harness.ts";
import { Receiver } from "./receiver.ts";
import { assertNoTroubles, logIn, openWindow } from "./windows.ts";

program(async () => {
  const receiver = await Receiver.start();
  const server = await Server.start({ args: ["--egress-allow", `127.0.0.1:${receiver.port}`] });
  const { owner, business } = await founded(server);
  const max = await joined(owner, "Max Manager", "manager");
  const bea = await joined(owner, "Bea Agent");
  const zoe = await Visitor.come(server, business, { name: "Zoe" });
  const screen = `/app/b/${business.slug}/settings/webhooks`;
  const ann = await openWindow(server, "Ann", { kept: false });
  const { page } = ann;
  const dialog = page.getByRole("dialog");
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const hooks = page.getByRole("list", { name: "Webhooks" }).getByRole("listitem");
  const log = page.getByRole("list", { name: "Deliveries" }).getByRole("listitem");
  const show = (which: string) => page.getByRole("radio", { name: which, exact: true }).click();
  const arrived = (what: string, look: () => boolean) => until(what, look);
  const more = async (what: string) => {
    await button("More that can be done with it").click();
    await page.getByRole("menuitem", { name: what }).click();
  };
  /** The secret that is shown, which is told to the receiver; then it is nowhere any more. */
  const keepSecret = async () => {
    const secret = await dialog.getByLabel("Secret", { exact: true }).inputValue();
    assert.match(secret, /^whsec_/);
    receiver.secrets.push(secret);
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    await dialog.waitFor({ state: "detached" });
    assert.equal((await page.content()).includes(secret), false);
    return secret;
  };

  await story(
    "a webhook is made, with what is wrong said at its field, and its secret is shown this once",
    async () => {
      await logIn(ann, owner.email, screen);
      await page.getByText("No webhooks yet").waitFor();
      await button("Create webhook").click();
      await dialog.getByLabel("Name").fill("The shop");
      await dialog.getByLabel("Address").fill("shop");
      await dialog.getByRole("button", { name: "Messages, single events:" }).click();
      await dialog.getByRole("checkbox", { name: "Written or received" }).click();
      await dialog.getByLabel("Attempts").fill("2");
      await dialog.getByLabel("First wait, in seconds").fill("1");
      await dialog.getByText("tried again after 1 sec").waitFor();
      const create = dialog.getByRole("button", { name: "Create webhook" });
      await create.click();
      await page.locator("input[type=url][aria-invalid=true]").waitFor();
      await dialog.getByLabel("Address").fill(receiver.address);
      await create.click();
      await dialog.getByText("The shop is ready").waitFor();
      await keepSecret();
      await page.getByRole("heading", { name: "The shop" }).waitFor();
      await page.getByText("Nothing has been sent yet").waitFor();
    },
  );

  await story("what happens is told, signed with that secret, and stands in the log by itself", async () => {
    await zoe.write("Is it open?");
    await arrived("it is told", () => receiver.taken("Is it open?").length === 1);
    assert.deepEqual(receiver.came[0]?.signed, receiver.secrets);
    await log.filter({ hasText: "message.created" }).getByText("Delivered", { exact: true }).waitFor();
    await log.getByText(/answered 204/i).waitFor();
  });

  await story("what nobody takes is a dead letter, with what was answered", async () => {
    receiver.answers = { status: 503, text: "<h1>We count our stock</h1>" };
    await zoe.write("Hello?");
    await log.getByText("Dead letter", { exact: true }).waitFor();
    await show("Dead letters");
    await page.waitForURL((url) => url.searchParams.get("state") === "dead");
    const letter = log.filter({ hasText: "message.created" });
    await letter.getByText(/answered 503 · the receiver has failed · 2 attempts/i).waitFor();
    await letter.getByRole("button", { name: "message.created" }).click();
    await letter.getByText("<h1>We count our stock</h1>").waitFor();
  });

  await story("sent again once that is mended, it is none any more", async () => {
    receiver.answers = { status: 204 };
    await button("Send it again").click();
    await page.getByText("No dead letters").waitFor();
    await show("All");
    await log.getByText("Delivered", { exact: true }).nth(1).waitFor();
    const ids = new Set(receiver.came.filter(({ text }) => text === "Hello?").map(({ id }) => id));
    assert.equal(ids.size, 1);
    assert.equal(receiver.taken("Hello?").length, 1);
  });

  await story("all of it is sent again from one on, and from the beginning", async () => {
    await log.last().getByRole("button").first().click();
    const first = await log.last().locator("code").textContent();
    await button("Replay from here on").click();
    assert.equal(await dialog.getByLabel("Journal position").inputValue(), first);
    await dialog.getByLabel("Journal position").fill("nowhere");
    await dialog.getByRole("button", { name: "Send them again" }).click();
    await dialog.locator("input[aria-invalid=true]").waitFor();
    await dialog.getByLabel("Journal position").fill(first ?? "");
    await dialog.getByRole("button", { name: "Send them again" }).click();
    await arrived("both are told again", () => receiver.taken("Hello?").length === 2);
    await page.keyboard.press("r");
    await dialog.getByRole("radio", { name: "From the beginning" }).click();
    await dialog.getByRole("button", { name: "Send them again" }).click();
    await arrived("and again", () => receiver.taken("Hello?").length === 3);
    assert.equal(receiver.taken("Is it open?").length, 3);
    assert.equal(new Set(receiver.came.map(({ id }) => id)).size, 2);
  });

  await story("paused, it keeps back what happens, and a test goes out all the same", async () => {
    await button("Pause").click();
    await page.getByText("Paused by a member.").waitFor();
    await button("Send a test").click(); // what sends it knows then that the rest is paused
    await log.filter({ hasText: "webhook.test" }).getByText("Delivered", { exact: true }).waitFor();
    await zoe.write("Anybody there?");
    await until("that is written", async () => (await zoe.read()).includes("Anybody there?"));
    assert.equal(receiver.taken("Anybody there?").length, 0);
    await button("Resume").click();
    await arrived("what was kept back goes out", () => receiver.taken("Anybody there?").length === 1);
    await button("Pause").waitFor();
  });

  await story("its secret is changed over: both sign for a while", async () => {
    await more("New secret");
    await dialog.getByRole("button", { name: "Make it" }).click();
    await keepSecret();
    await page.getByText("signs, too, until").waitFor();
    await button("Send a test").click();
    await arrived("both sign", () => receiver.came.some(({ signed }) => signed.length === 2));
    assert.equal(new Set(receiver.secrets).size, 2);
  });

  await story("what it is told of is changed, and seen at once in another window", async () => {
    const window = await openWindow(server, "Ann again", { kept: false });
    await logIn(window, owner.email, new URL(page.url()).pathname);
    await window.page.getByRole("heading", { name: "The shop" }).waitFor();
    await page.keyboard.press("e");
    await dialog.getByLabel("Name").fill("The web shop");
    await dialog.getByRole("checkbox", { name: "All events" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "The web shop" }).waitFor();
    await window.page.getByRole("heading", { name: "The web shop" }).waitFor();
    await window.page.getByText("All events", { exact: true }).waitFor();
    await window.context.close();
  });

  await story("it pauses by itself when its address says that it is gone, and says so", async () => {
    receiver.answers = { status: 410 };
    await zoe.write("Gone?");
    await page.getByText("has answered that it is gone (410)").waitFor();
    await page.getByRole("link", { name: "All webhooks" }).click();
    await hooks.getByText("Paused", { exact: true }).waitFor();
    receiver.answers = { status: 204 };
  });

  await story("who may only see it changes nothing, and others do not see it", async () => {
    const manager = await openWindow(server, "Max at work", { kept: false });
    await logIn(manager, max.email, screen);
    await manager.page.getByRole("link", { name: "The web shop" }).click();
    await manager.page.getByRole("list", { name: "Deliveries" }).getByRole("listitem").first().waitFor();
    const deeds = /Create|Send|Pause|Resume|Replay|More that/;
    assert.equal(await manager.page.getByRole("button", { name: deeds }).count(), 0);
    await manager.context.close();
    const agent = await openWindow(server, "Bea at work", { kept: false });
    await logIn(agent, bea.email, screen);
    await agent.page.getByText("You are not allowed to do that").waitFor();
    assert.equal(await agent.page.getByRole("link", { name: "Webhooks" }).count(), 0);
    await agent.context.close();
  });

  await story("deleted after one was asked, it is kept out of sight with what was sent there", async () => {
    await page.getByRole("link", { name: "The web shop" }).click();
    await more("Delete");
    await dialog.getByText("“The web shop”").waitFor();
    await dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("Deleted", { exact: true }).first().waitFor();
    assert.equal(await button("Send a test").count(), 0);
    await page.getByRole("link", { name: "All webhooks" }).click();
    await hooks.getByText("Deleted", { exact: true }).waitFor();
    const before = receiver.came.length;
    await zoe.write("Nobody hears this");
    await until("that is written", async () => (await zoe.read()).includes("Nobody hears this"));
    assert.equal(receiver.came.length, before);
  });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());
});
