#!/usr/bin/env node
// Where the visitor's widget stands: on a phone, in a browser that keeps nothing, by itself, on the sample site, and on one that may not show it.
import assert from "node:assert/strict";
import { findings } from "../../gateways/dashboard/browser/axe.ts";
import { founded, program, Server, story, until } from "./harness.ts";
import { picture } from "./pictures.ts";
import { refusedBy, siteWith, Widget, withWidget } from "./widget.ts";
import { assertNoTroubles, openWindow, phone } from "./windows.ts";

program(async () => {
  const server = await Server.start({ args: withWidget });
  const { owner, business } = await founded(server, "Ines Calder");
  const byKey = await siteWith(server, `data-widget-key="${business.widget_key}"`);
  const byId = await siteWith(
    server,
    `data-business-id="${business.id}" data-position="left" data-theme="dark" data-color="#ffd84d" data-language="de"`,
  );
  const frameAlone = `/widget/frame/${business.widget_key}`;

  /** The agent's answer to who has just written that. */
  async function answer(to: string, text: string) {
    const conversation = await until(`the agent hears ${to}`, async () => {
      const { items } = await owner.get("/conversations");
      return items.find(({ preview }: { preview: string }) => preview?.includes(to));
    });
    await owner.post("/messages", { conversation_id: conversation.id, text, kind: "reply" });
  }

  await story("on a phone it covers the page; dark, on the left, in German, by the id of the business", async () => {
    const { page } = await openWindow(server, "a phone", {
      size: phone,
      language: "de",
      touched: true,
      others: [byId],
      framesKeep: true,
    });
    const widget = new Widget(page);
    await page.goto(byId);
    await widget.label("Chat öffnen").waitFor();
    await picture(page, "widget-button-phone");
    await widget.button.tap();
    await widget.field.waitFor();
    assert.deepEqual(await widget.box.boundingBox(), { x: 0, y: 0, ...phone });
    await picture(page, "widget-empty-phone-dark");
    await widget.send("مرحبا، هل أنتم مفتوحون؟");
    await answer("مرحبا", "Ja, bis sechs.\n\nKommen Sie vorbei: Pier 4, die grüne Tür. ".repeat(3));
    await widget.bubbles.nth(1).waitFor();
    await picture(page, "widget-talk-phone-dark");
    await widget.frame.getByRole("button", { name: "Chat schließen" }).tap();
    await widget.label("Chat öffnen").waitFor();
    assert.deepEqual(await refusedBy(page), []);
  });

  await story(
    "a browser that gives the frame no storage has its conversation as long as the page is there, and says so",
    async () => {
      const { page } = await openWindow(server, "who keeps nothing", { others: [byKey] });
      const widget = new Widget(page);
      await page.goto(byKey);
      await widget.open();
      await widget.frame.getByText("Your browser keeps nothing for this chat").waitFor();
      await widget.send("I was never here");
      await answer("I was never here", "Nor was I");
      await widget.said("Nor was I").waitFor();
      await picture(page, "widget-forgetful-light");
      await page.reload();
      await widget.field.waitFor();
      assert.equal(await widget.bubbles.count(), 0);
    },
  );

  for (const theme of ["light", "dark"] as const)
    await story(`${theme}: by itself the frame is a page that keeps its conversation; axe finds nothing`, async () => {
      const { page } = await openWindow(server, `alone, ${theme}`, { size: { width: 400, height: 600 }, theme });
      const field = page.getByRole("textbox");
      const hello = `hello from the ${theme}`;
      await page.goto(frameAlone);
      await field.fill(hello);
      await field.press("Enter");
      await answer(hello, "hello you");
      await page.getByText("hello you").waitFor();
      await page.reload();
      await page.getByText("hello you").waitFor();
      await picture(page, `widget-alone-${theme}`);
      assert.deepEqual(await findings(page), []);
    });

  for (const theme of ["light", "dark"] as const)
    await story(`${theme}: the sample site shows it under a policy of its own; axe finds nothing`, async () => {
      const { page } = await openWindow(server, `the sample site, ${theme}`, { theme });
      const widget = new Widget(page);
      await page.goto("/widget/demo");
      await widget.label("Open chat").waitFor();
      await picture(page, `widget-demo-closed-${theme}`);
      await widget.open();
      await picture(page, `widget-demo-${theme}`);
      assert.deepEqual(await findings(page), []);
      assert.deepEqual(await findings(await widget.content()), []);
    });

  await story("the sample site of a business that is not there says what its address takes", async () => {
    const { page } = await openWindow(server, "nobody's sample site", { size: phone });
    await page.goto("/widget/demo?business_id=00000000-0000-0000-0000-000000000001");
    await page.getByRole("note").waitFor();
    await picture(page, "widget-demo-nobody");
    assert.equal(await new Widget(page).host.count(), 0);
  });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());

  await story("a site that the business has not named does not get the frame, and says so", async () => {
    await owner.patch(`/businesses/${business.id}`, { widget_origins: [byKey] });
    const window = await openWindow(server, "elsewhere", { others: [byId] });
    const widget = new Widget(window.page);
    await window.page.goto(byId);
    await widget.button.click();
    await widget.host.getByText("kann auf dieser Seite nicht gezeigt werden").waitFor();
    await picture(window.page, "widget-denied");
    assert.equal(await widget.frame.getByRole("textbox").count(), 0);
    assert(
      window.troubles.some((said) => said.includes("frame-ancestors")),
      String(window.troubles),
    );
  });
  await server.end();
});
