#!/usr/bin/env node
// Many conversations are changed by one request and taken back as they were; and who else is at one of them is seen.
import assert from "node:assert/strict";
import { founded, joined, program, Server, story, until, Visitor } from "./harness.ts";
import { Inbox } from "./inbox.ts";
import { picture } from "./pictures.ts";
import { assertNoTroubles, logIn, openWindow } from "./windows.ts";

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const home = `/app/b/${business.slug}`;
  const bea = await joined(owner, "Bea Agent");
  const lia = await joined(owner, "Lia Limited", "limited_agent");
  const window = await openWindow(server, "Ann", { kept: false });
  const { page } = window;
  const inbox = new Inbox(page);
  const others: string[] = [];
  for (const name of ["Xu", "Yan", "Wanda", "Vik"]) {
    const visitor = await Visitor.come(server, business, { name });
    others.push(await visitor.write(`Hello from ${name}`));
  }
  await owner.patch(`/conversations/${others[3]}/status`, { status: "pending" });
  await logIn(window, owner.email, `${home}/inbox?view=unassigned`);

  await story("several are changed by one request, and taken back as they were", async () => {
    const asked: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (request.method() !== "GET" && pathname.startsWith("/conversations/")) asked.push(pathname);
    });
    await inbox.row("Xu").waitFor();
    await inbox.row("Xu").focus();
    await page.keyboard.press("Control+a");
    await page.getByText("3 selected").waitFor();
    await page.keyboard.press("e");
    await page.getByText("3 resolved", { exact: true }).waitFor();
    const statuses = async () =>
      (await Promise.all(others.map((id) => owner.get(`/conversations/${id}`)))).map(({ status }) => status);
    await until("they are", async () => (await statuses()).join() === "resolved,resolved,resolved,pending");
    await until("it was asked for", () => asked.length > 0);
    assert.deepEqual(asked, ["/conversations/bulk"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await until("they are not", async () => (await statuses()).join() === "open,open,open,pending");
    await until("that was asked for", () => asked.length > 1);
    assert.deepEqual(asked, ["/conversations/bulk", "/conversations/bulk"]);
    await inbox.row("Wanda").waitFor();
    await page.goto(home);
    await page.getByText(/Ann Owner reopened (Xu|Yan|Wanda) and 2 others/).waitFor();
  });

  await story("what can no longer be done to one of them is said, and done to the others", async () => {
    const limited = await openWindow(server, "Lia", { kept: false });
    const [xus, yans] = others;
    for (const id of [xus, yans]) await owner.post(`/conversations/${id}/assign`, { member_id: lia.member });
    await logIn(limited, lia.email, `${home}/inbox`);
    const hers = new Inbox(limited.page);
    await hers.row("Xu").waitFor();
    await hers.connection("Live").waitFor();
    await limited.context.setOffline(true);
    await hers.row("Xu").focus();
    await limited.page.keyboard.press("Control+a");
    await limited.page.keyboard.press("e");
    await limited.page.getByText("2 resolved", { exact: true }).waitFor();
    await owner.post(`/conversations/${xus}/assign`, { member_id: null });
    await limited.context.setOffline(false);
    await limited.page
      .getByText(/^1 of them is as it was\./)
      .first()
      .waitFor();
    assert.equal((await owner.get(`/conversations/${yans}`)).status, "resolved");
    assert.equal((await owner.get(`/conversations/${xus}`)).status, "open");
  });

  await story("who else has it open is seen, and when they have left", async () => {
    await page.goto(`${home}/inbox/${others[3]}`);
    const other = await openWindow(server, "Bea", { kept: false });
    await logIn(other, bea.email, `${home}/inbox/${others[3]}`);
    await other.page.getByRole("img", { name: "Ann Owner is looking at this, too" }).waitFor();
    await page.getByRole("img", { name: "Bea Agent is looking at this, too" }).waitFor();
    await picture(page, "thread, looked at by two");
    await other.page.getByRole("link", { name: "Home" }).click();
    await page.getByRole("img", { name: /is looking at this/ }).waitFor({ state: "detached" });
    await other.context.close();
  });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());
  await server.end();
});
