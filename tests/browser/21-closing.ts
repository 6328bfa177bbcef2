#!/usr/bin/env node
// Who is invited sees by whom before anything else; a business is handed over, closed under those who work in it, opened again and deleted.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Caller, founded, joined, program, Server, story, top } from "./harness.ts";
import { assertNoTroubles, logIn, openWindow } from "./windows.ts";

const pictures = join(top, "build/screens");

program(async () => {
  mkdirSync(pictures, { recursive: true });
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const bea = await joined(owner, "Bea Admin", "admin");
  const app = `/app/b/${business.slug}`;
  const ann = await openWindow(server, "Ann", { kept: false });
  const { page } = ann;
  const press = (name: string, of = page) => of.getByRole("button", { name, exact: true }).click();

  await story(
    "an invitation says who invites where and as what, before any sign-up, and fills in the address",
    async () => {
      const { invitation_token } = await owner.post(`/businesses/${business.id}/team`, {
        email: "zoe@example.org",
        role: "agent",
      });
      const zoe = await openWindow(server, "Zoe", { kept: false });
      await zoe.page.goto(`/app/invitations/${invitation_token}`);
      await zoe.page.getByText("Ann Owner invites you to Harbour Coffee. Role: Agent.").waitFor();
      await zoe.page.getByRole("link", { name: "Sign up" }).click();
      await zoe.page.getByText("Ann Owner invites you to Harbour Coffee. Role: Agent.").waitFor();
      assert.equal(await zoe.page.getByLabel("E-mail").inputValue(), "zoe@example.org");
      await zoe.page.screenshot({ path: join(pictures, "invited-light-1280.png") });
      await zoe.page.getByLabel("Your name").fill("Zoe");
      await zoe.page.getByLabel("Password", { exact: true }).fill("battery staple soup");
      await press("Sign up", zoe.page);
      await zoe.page.getByRole("heading", { name: "Join Harbour Coffee" }).waitFor();
      await press("Accept the invitation", zoe.page);
      await zoe.page.waitForURL((url) => url.pathname.startsWith(`${app}/inbox`));
      await zoe.context.close();
    },
  );

  await story("a business is closed under somebody who works in it, and its owner opens it again", async () => {
    await logIn(ann, owner.email, `${app}/settings/business`);
    const working = await openWindow(server, "Bea", { kept: false });
    await logIn(working, bea.email, `${app}/tickets`);
    await page.getByRole("heading", { name: "Close or delete" }).waitFor();
    await press("Close business");
    await page.getByRole("dialog").getByRole("button", { name: "Close business" }).click();
    await page.getByText("This business is closed. Only its owners get in.").waitFor();
    await page.screenshot({ path: join(pictures, "closed-light-1280.png") });
    await page.goto(`${app}/inbox`);
    await page.getByText("This business is closed. Only its owners get in.").waitFor(); // there is nothing else to do
    await working.page.getByText("You are no longer", { exact: false }).first().waitFor();
    await press("Open again");
    await page.getByText("This business is closed", { exact: false }).waitFor({ state: "detached" });
    await owner.post("/tickets", { subject: "It goes on" });
    await working.context.close();
  });

  await story("a business is handed over: another is the owner, and who was is an admin", async () => {
    await page.goto(`${app}/team`);
    await page.getByText("Bea Admin").first().click();
    await press("Hand over the business");
    await page.screenshot({ path: join(pictures, "hand-over-light-1280.png") });
    await page.getByRole("dialog").last().getByRole("button", { name: "Hand over the business" }).click();
    await page.getByText("Bea Admin owns the business now. You are an admin.").first().waitFor();
    assert.equal((await owner.get(`/businesses/${business.id}/me`)).role, "admin");
    assert.equal((await owner.get(`/businesses/${business.id}/team/${bea.member}`)).role, "owner");
  });

  await story("deleting takes the name, typed, says until when it can be taken back, and nobody else may", async () => {
    await page.goto(`${app}/settings/business`);
    await page.getByRole("heading", { name: "For links and programs" }).waitFor();
    assert.equal(await page.getByRole("heading", { name: "Close or delete" }).count(), 0);
    const owns = await openWindow(server, "Bea", { kept: false });
    await logIn(owns, bea.email, `${app}/settings/business`);
    await press("Delete business", owns.page);
    const dialog = owns.page.getByRole("dialog");
    const sure = dialog.getByRole("button", { name: "Delete business" });
    assert(await sure.isDisabled());
    await dialog.getByRole("textbox").fill("Harbour Coffee");
    await owns.page.screenshot({ path: join(pictures, "delete-business-light-1280.png") });
    await sure.click();
    await owns.page.getByText("This business is closed and will be deleted on", { exact: false }).waitFor();
    const { ends_at } = await new Caller(server, bea.token, business.id).get(`/businesses/${business.id}`);
    assert(Date.parse(ends_at) > Date.now() + 29 * 86_400_000);
    await owns.context.close();
  });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());
});
