#!/usr/bin/env node
// Emojis in what one writes: found by their names in one's own language, by keyboard, and those used last first.
import assert from "node:assert/strict";
import { founded, program, Server, story, Visitor } from "./harness.ts";
import { Inbox } from "./inbox.ts";
import { assertNoTroubles, logIn, openWindow } from "./windows.ts";

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const zoe = await Visitor.come(server, business, { name: "Zoe" });
  const conversation = await zoe.write("Are you open?");
  const thread = `/app/b/${business.slug}/inbox/${conversation}?view=all`;
  const ann = await openWindow(server, "Ann", { kept: false });
  const { page } = ann;
  const inbox = new Inbox(page);
  const panel = page.getByRole("dialog", { name: "Insert an emoji" });
  const emojis = panel.getByRole("listbox", { name: "Emojis" }).getByRole("option");
  const open = () => page.getByRole("button", { name: "Insert an emoji" }).click();

  await story("one is found by name, taken by keyboard, and stands where the caret was", async () => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await logIn(ann, owner.email, thread);
    await inbox.reply.fill("Yes!");
    await inbox.reply.press("ArrowLeft");
    assert(!asked.some((url) => url.includes("emoji_panel"))); // nobody has asked for them
    await open();
    await panel.getByRole("combobox", { name: "Find an emoji" }).waitFor();
    await page.keyboard.type("waving");
    await panel.getByRole("option", { name: "waving hand", exact: true }).waitFor();
    await page.keyboard.press("Enter");
    await panel.waitFor({ state: "hidden" });
    assert.equal(await inbox.reply.inputValue(), "Yes👋!");
    await page.keyboard.type("🙂 ");
    assert.equal(await inbox.reply.inputValue(), "Yes👋🙂 !");
  });

  await story("those used last come first; arrows lead to the others, group by group", async () => {
    await inbox.reply.fill("");
    await open();
    await emojis.first().waitFor();
    assert.deepEqual(await emojis.allInnerTexts(), ["👋"]);
    await panel.getByRole("button", { name: "Food and drink" }).click();
    await panel.getByRole("option", { name: "grapes" }).waitFor();
    assert((await emojis.count()) > 100);
    await panel.getByRole("combobox").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    const tenth = (await emojis.nth(9).innerText()).trim();
    await page.keyboard.press("Enter");
    await panel.waitFor({ state: "hidden" });
    assert.equal(await inbox.reply.inputValue(), tenth);
    await open();
    await emojis.first().waitFor();
    assert.deepEqual(await emojis.allInnerTexts(), [tenth, "👋"]);
  });

  await story("what there is not, is said; and Escape leaves everything as it was", async () => {
    await page.keyboard.type("zzzz");
    await panel.getByText("No such emoji").waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "hidden" });
    assert.equal([...(await inbox.reply.inputValue())].length, 1);
  });

  await story("it goes out as it was written", async () => {
    await inbox.reply.fill("");
    await open();
    await page.keyboard.type("red heart");
    await panel.getByRole("option", { name: "red heart" }).click();
    await inbox.button("Send").click();
    await inbox.said("❤️").waitFor();
  });

  await story("in German by German names", async () => {
    const window = await openWindow(server, "Ann in Germany", { kept: false, language: "de" });
    await logIn(window, owner.email, thread);
    await window.page.getByRole("button", { name: "Emoji einfügen" }).click();
    await window.page.getByRole("combobox", { name: "Emoji suchen" }).fill("winkende");
    await window.page.getByRole("option", { name: "winkende Hand", exact: true }).waitFor();
  });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());
  await server.end();
});
