#!/usr/bin/env node
// The visitor's widget on a site of somebody else's with a strict policy: written in, answered, closed, reloaded, cut off, and nothing is lost or said twice.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Caller, founded, program, Server, story, until } from "./harness.ts";
import { picture } from "./pictures.ts";
import { refusedBy, siteWith, Widget, withWidget } from "./widget.ts";
import { assertNoTroubles, openWindow } from "./windows.ts";

program(async () => {
  const server = await Server.start({ args: withWidget });
  const { owner, business } = await founded(server, "Ines <b>Calder</b>");
  const shop = await siteWith(server, { widgetKey: business.widget_key, theme: "light", position: "right" });
  const window = await openWindow(server, "the visitor", { others: [shop], framesKeep: true });
  const { page, context } = window;
  const widget = new Widget(page);
  const strange = "Are you open on Sunday? <b>and</b> \u202eodd\u202c";
  let talk = "";

  const thread = async () => (await owner.get(`/conversations/${talk}/messages`)).items;
  const heard = async () => {
    const said: { author: string; text: string }[] = await thread();
    return said.filter(({ author }) => author === "customer").map(({ text }) => text);
  };
  const answer = (text: string) => owner.post("/messages", { conversation_id: talk, text, kind: "reply" });
  const hears = (text: string) => until(`the agent hears ${text}`, async () => (await heard()).includes(text));

  await story("a site loads a button and nothing else; the keyboard opens it", async () => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(shop);
    await widget.label("Open chat").waitFor();
    assert.deepEqual(
      asked.filter((url) => !url.startsWith(shop)),
      [`${server.address}/widget.js`],
    );
    await picture(page, "widget-button-light");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await widget.field.waitFor();
    await until("one can write at once", () =>
      widget.field.evaluate((field) => field.ownerDocument.activeElement === field),
    );
    await picture(page, "widget-empty-light");
  });

  await story("the first text makes the visitor; the agent hears it as it was written", async () => {
    await widget.send(strange);
    talk = await until("the agent's list has it", async () => (await owner.get("/conversations")).items[0]?.id);
    assert.deepEqual(await heard(), [strange]);
  });

  await story(
    "each sees that the other types; the visitor sees the answer without a reload, and it is text",
    async () => {
      const typing = await Typing.listen(server, owner, talk);
      await widget.field.pressSequentially("hm");
      await until("the agent sees that the visitor types", () => typing.heard("visitor"));
      await widget.field.fill("");
      typing.type();
      await widget.frame.getByText("is writing").waitFor();
      typing.close();
      const text = "Until six. <img src=x onerror=alert(1)> https://harbour.example/hours";
      await answer(text);
      await widget.bubbles.nth(1).waitFor();
      assert.equal(await widget.bubbles.nth(1).textContent(), text);
      assert.deepEqual(await widget.frame.locator(".author").allTextContents(), ["Ines <b>Calder</b>"]);
      assert.equal(await widget.frame.locator("img").count(), 0);
      assert.equal(await widget.frame.getByRole("link").getAttribute("href"), "https://harbour.example/hours");
      await until("the agent sees that it was read", async () => (await thread()).at(-1).status === "read");
      await picture(page, "widget-talk-light");
    },
  );

  await story("a reload keeps the thread, the panel and what was being written", async () => {
    await widget.field.fill("half a thought");
    await page.reload();
    await widget.bubbles.nth(1).waitFor();
    assert.equal(await widget.bubbles.count(), 2);
    assert.equal(await widget.field.inputValue(), "half a thought");
    await widget.field.fill("");
  });

  await story("Escape closes it and gives the focus back; what comes then stands on the button", async () => {
    await widget.field.press("Escape");
    await widget.label("Open chat").waitFor();
    assert(await page.evaluate(() => document.activeElement?.hasAttribute("data-millrace-widget")));
    await answer("And from nine on Sundays.");
    await widget.label("Open chat, 1 new message").waitFor();
    await picture(page, "widget-unread-light");
    await widget.button.click();
    await widget.said("And from nine on Sundays.").waitFor();
    await widget.label("Close chat").waitFor();
  });

  await story("another page of the site, never opened, says that an answer has come", async () => {
    await widget.label("Close chat").click();
    await page.reload();
    await widget.label("Open chat").waitFor();
    await answer("We have cake, too.");
    await widget.label("Open chat, 1 new message").waitFor();
    await widget.open();
    await widget.said("We have cake, too.").waitFor();
  });

  await story("what is written without a network is sent once when there is one, also over a reload", async () => {
    await context.setOffline(true);
    await widget.write("one, offline");
    await widget.write("two, offline");
    await widget.frame.getByText("No connection. What you write is kept").waitFor();
    assert.equal(await widget.unsent.count(), 2);
    await picture(page, "widget-offline-light");
    await context.setOffline(false);
    await hears("two, offline");
    await page.reload();
    await widget.said("two, offline").waitFor();
    await widget.unsent.waitFor({ state: "detached" });
    assert.deepEqual((await heard()).slice(1), ["one, offline", "two, offline"]);
  });

  await story("a server that is killed and starts again loses nothing of it", async () => {
    await widget.send("before");
    await server.kill();
    await widget.write("meanwhile");
    await widget.frame.getByText("Waiting for the connection").waitFor();
    await server.start();
    await hears("meanwhile");
    await answer("here again");
    await widget.said("here again").waitFor();
    await widget.send("after");
    assert.deepEqual((await heard()).slice(-3), ["before", "meanwhile", "after"]);
  });

  await story("files are refused with a kind word, and too long a text with a number", async () => {
    await widget.frame.locator("body").evaluate((body) => {
      const files = new DataTransfer();
      files.items.add(new File(["x"], "photo.png", { type: "image/png" }));
      for (const kind of ["dragover", "drop"])
        body.dispatchEvent(new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true }));
    });
    await widget.frame.getByText("Files cannot be sent here yet").waitFor();
    await picture(page, "widget-file-light");
    await widget.write("x".repeat(20_001));
    await widget.frame.getByText("at most 20,000 characters").waitFor();
    assert.equal((await widget.field.inputValue()).length, 20_001);
    await widget.field.fill("");
  });

  await story("a site that the business has named goes on; from any other nothing is taken", async () => {
    await owner.patch(`/businesses/${business.id}`, { widget_origins: [shop] });
    await page.reload();
    await widget.field.waitFor();
    await widget.send("still here");
    const headers = {
      Origin: "https://elsewhere.example",
      "Content-Type": "application/json",
      "Idempotency-Key": randomUUID(),
    };
    const path = `${server.address}/widget/${business.widget_key}/visitors`;
    const stranger = await fetch(path, { method: "POST", headers, body: "{}" });
    assert.equal(stranger.status, 403);
    assert.equal((await stranger.json()).type, "/problems/widget.origin_denied");
  });

  await story("the site's policy was never broken, and nothing was thrown or asked of others", async () => {
    assert.deepEqual(await refusedBy(page), []);
    assertNoTroubles();
  });
  await server.end();
});

/** An agent's line, as far as typing goes. */
class Typing {
  readonly #socket: WebSocket;
  readonly #channel: string;
  readonly #frames: string[] = [];

  private constructor(socket: WebSocket, channel: string) {
    this.#socket = socket;
    this.#channel = channel;
    socket.onmessage = ({ data }) => this.#frames.push(String(data));
  }

  static async listen(server: Server, { token, business }: Caller, conversation: string) {
    const socket = new WebSocket(`${server.address.replace("http", "ws")}/connection/websocket`);
    const line = new Typing(socket, `typing:${business}:${conversation}`);
    await new Promise((opened) => socket.addEventListener("open", opened));
    line.#send({ id: 1, connect: { token } });
    await until("the line stands", () => line.#frames.length === 1);
    line.#send({ id: 2, subscribe: { channel: line.#channel } });
    await until("it hears", () => line.#frames.some((frame) => frame.includes('"id":2')));
    return line;
  }

  heard = (who: string) => this.#frames.some((frame) => frame.includes(`"who":"${who}"`));
  type = () => this.#send({ id: 3, publish: { channel: this.#channel, data: {} } });
  close = () => this.#socket.close();
  #send = (what: object) => this.#socket.send(JSON.stringify(what));
}
