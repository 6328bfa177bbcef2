#!/usr/bin/env node
// Roles that a business makes for itself, from the settings to the member who has one.
import assert from "node:assert/strict";
import { founded, joined, program, Server, story, until } from "./harness.ts";
import { assertNoTroubles, logIn, openWindow } from "./windows.ts";

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const bea = await joined(owner, "Bea Agent");
  const app = `/app/b/${business.slug}`;
  const path = `/businesses/${business.id}`;
  const ann = await openWindow(server, "Ann", { kept: false });
  const { page } = ann;
  const dialog = page.getByRole("dialog");
  const sheet = page.getByRole("dialog", { name: "Member" });
  const press = (name: string) => dialog.last().getByRole("button", { name, exact: true }).click();
  const bea_now = async () =>
    (await owner.get(`${path}/team?limit=200`)).items.find(({ email }: { email: string }) => email === bea.email);

  await story("a role is made from single rights", async () => {
    await logIn(ann, owner.email, `${app}/settings/roles`);
    await page.getByText("No roles of your own yet").waitFor();
    await page.getByRole("button", { name: "Create role" }).click();
    await dialog.getByLabel("Name").fill("agent");
    await press("Create role");
    await dialog.getByText("is not that of a role that is built in").waitFor();
    await dialog.getByLabel("Name").fill("Packers");
    await dialog.getByLabel("See tickets and what is written under them").click();
    await press("Create role");
    await page.getByRole("button", { name: "Packers" }).waitFor();
    const [role] = (await owner.get(`${path}/roles`)).items;
    assert.deepEqual(role.permissions, ["tickets.view"]);
  });

  await story("a member gets it, has its name in the list, and single rights are left to the role", async () => {
    await page.goto(`${app}/team`);
    await page.getByRole("row", { name: /Bea Agent/ }).click();
    await sheet.getByRole("combobox", { name: "Role" }).click();
    await page.getByRole("option", { name: "Packers" }).click();
    await sheet.getByText("is decided by the role").waitFor();
    assert(await sheet.getByLabel("See tickets and what is written under them").isDisabled());
    await sheet.getByRole("button", { name: "Save" }).click();
    await sheet.waitFor({ state: "hidden" });
    const row = page.getByRole("row", { name: /Bea Agent/ });
    await row.getByText("Packers", { exact: true }).waitFor();
    assert.equal(await row.getByText("than the role").count(), 0); // nothing deviates
    assert.deepEqual((await bea_now()).permissions, ["tickets.view"]);
    await row.click();
    assert.equal(await sheet.getByText("Added").count(), 0);
    await sheet.getByRole("link", { name: "To the roles" }).click();
    await page.getByText("1 person has it").waitFor();
  });

  await story("what the role may changes for who has it", async () => {
    await page.getByRole("button", { name: "Packers" }).click();
    await dialog.getByLabel("Name").fill("Warehouse");
    await dialog.getByLabel("Open tickets").click();
    await press("Save");
    await page.getByRole("button", { name: "Warehouse" }).waitFor();
    await until("she may open tickets", async () => (await bea_now()).permissions.includes("tickets.create"));
  });

  await story("whoever is invited can be given it", async () => {
    await page.goto(`${app}/team?invite=true`);
    await dialog.getByLabel("E-mail").fill("kim@example.org");
    await dialog.getByRole("combobox", { name: "Role" }).click();
    await page.getByRole("option", { name: "Warehouse" }).click();
    await press("Send invitation");
    await dialog.getByText("kim@example.org is invited").waitFor();
    await press("Done");
    await page.getByRole("tab", { name: /Invitations/ }).click();
    await page
      .getByRole("row", { name: /kim@example.org/ })
      .getByText("Warehouse")
      .waitFor();
  });

  await story("while somebody has it, it stays and says why; then it can be deleted", async () => {
    await page.goto(`${app}/settings/roles`);
    await page.getByRole("button", { name: "Warehouse" }).click();
    await press("Delete role");
    await dialog.last().getByText("Delete Warehouse?").waitFor();
    await press("Delete role");
    await dialog.last().getByText("Somebody has this role").waitFor();
    for (const member of (await owner.get(`${path}/team?limit=200`)).items)
      if (!["owner", "agent"].includes(member.role)) await owner.patch(`${path}/team/${member.id}`, { role: "agent" });
    await press("Delete role");
    await page.getByText("No roles of your own yet").waitFor();
    assert.deepEqual((await owner.get(`${path}/roles`)).items, []);
  });

  assertNoTroubles();
});
