#!/usr/bin/env node
// A business connects the services that its customers write over, talks with them there, and mends what breaks.
import assert from "node:assert/strict";
import { founded, joined, program, Server, story, until } from "./harness.ts";
import { Providers } from "./providers.ts";
import { assertNoTroubles, logIn, openWindow } from "./windows.ts";

program(async () => {
  const providers = await Providers.start();
  const { telegram, whatsapp, x } = await providers.accounts();
  assert(telegram && whatsapp && x);
  const server = await Server.start({ args: providers.arguments });
  const { owner, business } = await founded(server);
  const bea = await joined(owner, "Bea Agent");
  const app = `/app/b/${business.slug}`;
  const ann = await openWindow(server, "Ann", { kept: false });
  const { page } = ann;
  const dialog = page.getByRole("dialog");
  const row = (name: string) =>
    page.getByRole("list", { name: "Integrations" }).getByRole("listitem").filter({ hasText: name });
  const reply = async (text: string) => {
    await page.getByRole("textbox", { name: /reply/i }).fill(text);
    await page.keyboard.press("Control+Enter");
  };

  await story("Telegram is connected with the token of a bot, and what is none is told at its field", async () => {
    await logIn(ann, owner.email, `${app}/settings/integrations`);
    await page.getByText("Not connected to anything yet").waitFor();
    await page.getByRole("button", { name: "Connect Telegram" }).click();
    await dialog.getByLabel("Token of the bot").fill("hunter2");
    await dialog.getByRole("button", { name: "Connect", exact: true }).click();
    await dialog.getByText("does not look like one of this platform").waitFor();
    await dialog.getByLabel("Token of the bot").fill(telegram.credentials["bot_token"] ?? "");
    await dialog.getByLabel("Name").fill("The shop's bot");
    await dialog.getByRole("button", { name: "Connect", exact: true }).click();
    await row("The shop's bot").getByText("Connected", { exact: true }).waitFor();
    assert.equal((await page.content()).includes(telegram.credentials["bot_token"]?.split(":")[1] ?? "?"), false);
  });

  await story("WhatsApp is connected with what Meta shows of a number", async () => {
    await page.getByRole("button", { name: "Connect WhatsApp", exact: true }).click();
    await dialog.getByLabel("ID of the phone number").fill(whatsapp.credentials["phone_number_id"] ?? "");
    await dialog.getByLabel("Access token").fill(whatsapp.credentials["access_token"] ?? "");
    await dialog.getByLabel("App secret").fill(whatsapp.credentials["app_secret"] ?? "");
    await dialog.getByRole("button", { name: "Connect", exact: true }).click();
    await row("WhatsApp").getByText("Connected", { exact: true }).waitFor();
  });

  await story("what a customer writes there is in the inbox, and the answer reaches them", async () => {
    await providers.say("telegram", telegram.account, "1111", "Do you have oat milk?");
    await page.goto(`${app}/inbox`);
    await page.getByText("Do you have oat milk?").first().click();
    await page.getByRole("log").getByText("Do you have oat milk?").waitFor();
    await reply("We do, from tomorrow on.");
    await page.getByRole("log").getByText(/^Sent/).waitFor();
    await until("they have it", async () =>
      (await providers.seenBy("telegram", "1111")).includes("We do, from tomorrow on."),
    );
    await providers.say("whatsapp", whatsapp.account, "16505551234", "Is the shop open?");
    await page.getByText("Is the shop open?").first().waitFor();
  });

  await story(
    "a token that is no good any more is seen at the message and at the integration, and a new one mends it",
    async () => {
      await providers.revoke("telegram", telegram.account, true);
      await reply("Anything else?");
      await page.getByRole("log").getByText("does not take these credentials any more").waitFor();
      await page.goto(`${app}/settings/integrations`);
      await row("The shop's bot").getByText("Not let in", { exact: true }).waitFor();
      await row("The shop's bot").getByRole("button").click();
      await dialog.getByLabel("Token of the bot").waitFor();
      await providers.revoke("telegram", telegram.account, false);
      await dialog.getByLabel("Token of the bot").fill(telegram.credentials["bot_token"] ?? "");
      await dialog.getByRole("button", { name: "Use them" }).click();
      await dialog.getByText("Connected", { exact: true }).waitFor();
    },
  );

  await story("what came in is there byte for byte", async () => {
    const section = dialog.getByRole("region", { name: "What has come in" });
    await section.getByRole("button", { name: "What has come in" }).click();
    await section.getByRole("listitem").first().getByRole("button").click();
    await section.getByText(/"text": ?"Do you have oat milk\?"/).waitFor();
    await section.getByText("1 message or status is read from this").waitFor();
  });

  await story(
    "while it is paused a reply waits, which says so at the message, and goes out once it sends again",
    async () => {
      await dialog.getByRole("button", { name: "Pause sending" }).click();
      await dialog.getByText("Paused", { exact: true }).waitFor();
      await page.keyboard.press("Escape");
      await row("The shop's bot").getByText("Paused", { exact: true }).waitFor();
      await page.goto(`${app}/inbox`);
      await page.getByText("Anything else?").first().click();
      await reply("One more thing.");
      await page.getByRole("log").getByText("the integration is paused").waitFor();
      assert.equal((await providers.seenBy("telegram", "1111")).includes("One more thing."), false);
      await page.goto(`${app}/settings/integrations`);
      await row("The shop's bot").getByRole("button").click();
      await dialog.getByRole("button", { name: "Send again" }).click();
      await dialog.getByText("Paused", { exact: true }).waitFor({ state: "detached" });
      await until("they have it", async () => (await providers.seenBy("telegram", "1111")).includes("One more thing."));
    },
  );

  await story("X is told by hand where to deliver: the address stands at the integration", async () => {
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Connect X" }).click();
    for (const [label, field] of [
      ["API key", "consumer_key"],
      ["API key secret", "consumer_secret"],
      ["Access token", "access_token"],
      ["Access token secret", "access_token_secret"],
    ] as const)
      await dialog.getByLabel(label, { exact: true }).fill(x.credentials[field] ?? "");
    await dialog.getByRole("button", { name: "Connect", exact: true }).click();
    await row("X").getByText("Connected", { exact: true }).waitFor();
    await row("X").getByRole("button").click();
    await dialog.getByText(/integrations\/x\/webhook\//).waitFor();
    await page.keyboard.press("Escape");
    await row("The shop's bot").getByRole("button").click();
  });

  await story("it is tested, and ended; conversations stay", async () => {
    await dialog.getByRole("button", { name: "Test" }).click();
    await dialog.getByRole("button", { name: "Disconnect" }).click();
    await page
      .getByRole("dialog", { name: /^Disconnect/ })
      .getByRole("button", { name: "Disconnect" })
      .click();
    await dialog.first().getByText("Ended", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await page.goto(`${app}/inbox`);
    await page.getByText("One more thing.").first().waitFor();
  });

  await story("who may only see them changes nothing", async () => {
    const window = await openWindow(server, "Bea at work", { kept: false });
    await logIn(window, bea.email, `${app}/settings/integrations`);
    const theirs = window.page;
    await theirs.getByRole("list", { name: "Integrations" }).getByText("The shop's bot").click();
    await theirs.getByRole("dialog").getByText("Telegram").waitFor();
    assert.equal(await theirs.getByRole("button", { name: /Connect |Disconnect|Test/ }).count(), 0);
    await window.context.close();
  });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());
});
