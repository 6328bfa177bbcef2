#!/usr/bin/env node
// From the first sign-up to the second question of a visitor: each in a window of its own, none of them loaded anew, the server killed in between.
import assert from "node:assert/strict";
import { Caller, password, program, Server, story, until } from "./harness.ts";
import { Inbox } from "./inbox.ts";
import { picture } from "./pictures.ts";
import { siteWith, Widget, withWidget } from "./widget.ts";
import { assertNoTroubles, openWindow, remember, remembered } from "./windows.ts";

const owner = { email: "ann@example.org", name: "Ann Owner" };

program(async () => {
  const server = await Server.start({ args: withWidget });
  const ann = await openWindow(server, "Ann", { kept: false });
  const inbox = new Inbox(ann.page);
  const visitor = await openWindow(server, "the visitor");
  const widget = new Widget(visitor.page);
  const questions = ["Are you open on Sunday?", "Still there?", "And on Monday?", "Thank you!"] as const;
  const answers = ["From nine to six.", "We are. From ten.", "Closed."] as const;

  await story("somebody signs up and makes a business", async () => {
    await ann.page.goto("/app/sign-up");
    await ann.page.getByLabel("Your name").fill(owner.name);
    await ann.page.getByLabel("E-mail").fill(owner.email);
    await ann.page.getByLabel("Password").fill(password);
    await ann.page.getByRole("button", { name: "Sign up" }).click();
    await ann.page.getByLabel("Name of the business").fill("Harbour Coffee");
    await ann.page.getByRole("button", { name: "Create business" }).click();
    await inbox.connection("Live").waitFor();
  });
  const { access_token } = await new Caller(server).post("/auth/login", { email: owner.email, password });
  const business = (await new Caller(server, access_token).get("/businesses")).items[0];
  const owns = new Caller(server, access_token, business.id);

  await story("the settings show the line for one's site, and a sample site that has it", async () => {
    await ann.page.getByRole("link", { name: "Settings" }).click();
    await ann.page.getByRole("link", { name: "Website widget" }).click();
    await ann.page.getByText(`data-widget-key="${business.widget_key}"`).waitFor();
    const sample = ann.page.getByRole("link", { name: "Try it on a sample site" });
    await visitor.page.goto((await sample.getAttribute("href")) ?? "");
    await widget.label("Open chat").waitFor();
    await ann.page.getByRole("link", { name: "Inbox" }).click();
    await inbox.connection("Live").waitFor();
  });
  await remember(ann.page);
  await remember(visitor.page);
  let conversation = "";
  const said = async () => {
    const { items } = await owns.get(`/conversations/${conversation}/messages`);
    return items.map(({ text }: { text: string }) => text);
  };
  const visitorSees = () => widget.bubbles.allTextContents();

  await story("a visitor writes on the sample site, and it stands in the inbox", async () => {
    await widget.open();
    await widget.send(questions[0]);
    await inbox.row("Without a name").getByText(questions[0]).waitFor();
  });

  await story("the agent answers, and the visitor sees it", async () => {
    await inbox.open("Without a name");
    await inbox.send(answers[0]);
    await widget.said(answers[0]).waitFor();
    conversation = inbox.conversation;
    assert.deepEqual(await said(), [questions[0], answers[0]]);
  });

  await story("the server is killed: what both write meanwhile waits, and is said once when it is back", async () => {
    await server.kill();
    await widget.write(questions[1]);
    await inbox.send(answers[1]);
    await widget.frame.getByText("Waiting for the connection").waitFor();
    await ann.page.getByText("Waiting to be sent").waitFor();
    await server.start();
    await inbox.said(questions[1]).waitFor();
    await widget.said(answers[1]).waitFor();
    await widget.unsent.waitFor({ state: "detached" });
    await until("nothing waits", async () => (await ann.page.getByText("Waiting to be sent").count()) === 0);
    assert.deepEqual((await said()).slice(2).sort(), [questions[1], answers[1]].sort());
    assert.equal((await visitorSees()).length, 4);
  });

  await story("the agent resolves it; the visitor writes again, and it is open", async () => {
    await inbox.button("Resolve").click();
    await inbox.button("Reopen").waitFor();
    await widget.send(questions[2]);
    await inbox.said(questions[2]).waitFor();
    await inbox.button("Resolve").waitFor();
    assert.equal((await owns.get(`/conversations/${conversation}`)).status, "open");
    await inbox.send(answers[2]);
    await widget.said(answers[2]).waitFor();
  });

  await story("none of it took a reload, and all of it was said once, in one conversation", async () => {
    assert(await remembered(ann.page));
    assert(await remembered(visitor.page));
    const all = [...questions.slice(0, 3), ...answers].sort();
    assert.deepEqual((await said()).sort(), all);
    assert.deepEqual((await visitorSees()).sort(), all);
    assert.equal((await owns.get("/conversations")).items.length, 1);
  });

  await story("the visitor comes back: the thread is there, and the panel as it was left", async () => {
    await visitor.page.reload();
    await widget.said(answers[2]).waitFor();
    await widget.send(questions[3]);
    await inbox.said(questions[3]).waitFor();
    assert.equal((await owns.get("/conversations")).items.length, 1);
  });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());

  await story("named in the settings, only those sites may show it", async () => {
    const shop = await siteWith(server, `data-widget-key="${business.widget_key}"`);
    const elsewhere = await openWindow(server, "on a site that is not named", { others: [shop] });
    await ann.page.getByRole("link", { name: "Settings" }).click();
    await ann.page.getByRole("link", { name: "Website widget" }).click();
    const sites = ann.page.getByLabel("Sites, one a line");
    await sites.fill("shop.example");
    await ann.page.getByRole("button", { name: "Save" }).click();
    await ann.page.getByText("“shop.example” is not a site").waitFor();
    await picture(ann.page, "settings-widget-light-1280");
    await sites.fill("https://shop.example\nhttps://*.shop.example");
    await ann.page.getByRole("button", { name: "Save" }).click();
    await ann.page.getByText("Saved", { exact: true }).waitFor();
    await elsewhere.page.goto(shop);
    const there = new Widget(elsewhere.page);
    await there.button.click();
    await there.host.getByText("cannot be shown on this site").waitFor();
  });
  await server.end();
});
