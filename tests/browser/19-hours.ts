#!/usr/bin/env node
// Hours of a business, who gets what comes, and how the team hears of it: each form is saved by itself.
import assert from "node:assert/strict";
import { founded, program, Server, story } from "./harness.ts";
import { assertNoTroubles, logIn, openWindow } from "./windows.ts";

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const ann = await openWindow(server, "Ann", { kept: false });
  const { page } = ann;
  const form = (name: string) => page.getByRole("form", { name, exact: true });
  const settings = async () => (await owner.get(`/businesses/${business.id}`)).settings;
  const save = async (name: string) => {
    await form(name).getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved").last().waitFor();
    await form(name).getByRole("button", { name: "Discard" }).waitFor({ state: "detached" });
  };

  await story("the time zone of the business is chosen from those that there are", async () => {
    await logIn(ann, owner.email, `/app/b/${business.slug}/settings/hours`);
    await form("Time zone").getByRole("button", { name: "Time zone" }).click();
    await page.keyboard.type("Lisbon");
    await page.getByRole("option", { name: /Lisbon/ }).click();
    await page.keyboard.press("Escape");
    await save("Time zone");
    assert.equal((await settings()).timezone, "Europe/Lisbon");
  });

  await story("a day has several hours; what is not in order is said at its day", async () => {
    const hours = form("Working hours");
    await hours.getByRole("switch", { name: "Keep to working hours" }).click();
    for (let shown = await hours.getByRole("button", { name: /^Remove hours: Monday/ }).count(); shown > 0; shown--)
      await hours.getByRole("button", { name: "Remove hours: Monday (1)" }).click();
    await hours.getByRole("button", { name: "Add hours: Monday" }).click();
    await hours.getByLabel("Monday, from (1)").fill("9");
    await hours.getByLabel("Monday, to (1)").fill("8:30");
    await hours.getByRole("button", { name: "Save" }).click();
    await hours.getByRole("group", { name: "Monday" }).getByRole("alert").waitFor();
    await hours.getByLabel("Monday, to (1)").fill("12:30");
    await hours.getByRole("button", { name: "Add hours: Monday" }).click();
    await save("Working hours");
    assert.deepEqual((await settings()).working_hours.schedule.monday, [
      { start: "09:00", end: "12:30" },
      { start: "13:00", end: "17:00" },
    ]);
  });

  await story("a day that is different has a name and hours of its own, or none", async () => {
    const hours = form("Working hours");
    await hours.getByRole("button", { name: "Add a day" }).click();
    await hours.getByLabel("Day 1: Date").fill("2026-12-24");
    await hours.getByLabel("Day 1: Name").fill("Christmas Eve");
    await save("Working hours");
    assert.deepEqual((await settings()).working_hours.holidays, [
      { date: "2026-12-24", name: "Christmas Eve", hours: [] },
    ]);
  });

  await story("assignment and notifications are saved each by itself", async () => {
    const before = await settings();
    await form("Assignment").getByRole("switch", { name: "Assign by itself" }).click();
    await form("Notifications").getByRole("switch", { name: "With a sound" }).click();
    await save("Assignment");
    const now = await settings();
    assert.equal(now.auto_assignment.enabled, !before.auto_assignment.enabled);
    assert.equal(now.notifications.sound, before.notifications.sound);
    await save("Notifications");
    assert.equal((await settings()).notifications.sound, !before.notifications.sound);
    await page.reload();
    await form("Notifications").waitFor();
  });

  await story("nothing was thrown or refused", async () => assertNoTroubles());
});
