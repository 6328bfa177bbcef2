#!/usr/bin/env node
// The first page says how things stand, and leads there; one search finds everything, in years of history, too.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { findings } from "../../gateways/dashboard/browser/axe.ts";
import { Caller, founded, joined, program, Server, story, until, Visitor } from "./harness.ts";
import { Inbox } from "./inbox.ts";
import { picture } from "./pictures.ts";
import { assertNoTroubles, logIn, openWindow, phone, remember, remembered, wide } from "./windows.ts";

const year_ms = 365 * 86_400_000;
const loads = 4;
const long = 120; // messages: more than come at once

/** Customer care of last year: many short conversations, and a long one that once was about a refund. */
async function bringHistory(owner: Caller) {
  const began = Date.now() - year_ms;
  const said = (key: string, minute: number, from: "client" | "agent", text: string) => ({
    key,
    occurred_at: new Date(began + minute * 60_000).toISOString(),
    from,
    author: from === "client" ? "Paula Past" : "Care",
    text,
  });
  const load = (conversations: object[]) => owner.post("/import/conversations", { channel: "email", conversations });
  for (let at = 0; at < loads; at++)
    await load(
      Array.from({ length: 12 }, (_, n) => ({
        key: `short ${at} ${n}`,
        messages: [
          said(`q ${at} ${n}`, n, "client", `Is parcel ${at}${n} on its way?`),
          said(`a ${at} ${n}`, n + 1, "agent", "It is."),
        ],
      })),
    );
  for (let at = 0; at < long; at += 40)
    await load([
      {
        key: "long",
        messages: Array.from({ length: 40 }, (_, n) =>
          said(
            `long ${at + n}`,
            10_000 + at + n,
            "client",
            at + n === 20 ? "My money: please refund me the grinder." : `line ${at + n}`,
          ),
        ),
      },
    ]);
}

const tile = (page: Page, section: string, name: string) =>
  page.getByRole("region", { name: section }).getByRole("link", { name: new RegExp(`^${name}`) });
const countIn = async (page: Page, section: string, name: string) =>
  Number(/\d+/.exec((await tile(page, section, name).textContent()) ?? "")?.[0]);

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const home = `/app/b/${business.slug}`;
  const bea = await joined(owner, "Bea Agent");
  const lia = await joined(owner, "Lia Limited", "limited_agent");
  const window = await openWindow(server, "Ann", { kept: false });
  const { page } = window;
  const inbox = new Inbox(page);

  await story("a business that has yet to begin says what is left to do", async () => {
    await logIn(window, owner.email);
    await page.waitForURL(`**${home}`);
    await page.getByRole("main").getByRole("heading", { name: "Getting started" }).waitFor();
    await page
      .getByRole("main")
      .getByRole("link", { name: /Put the widget on your site/ })
      .waitFor();
    await page.getByText("Nothing is waiting for you").waitFor();
    assert.equal(await countIn(page, "Inbox", "Open"), 0);
  });

  await story("its inbox says what has to be there for somebody to write", async () => {
    await page.goto(`${home}/inbox`);
    await inbox.list.getByText("No conversations yet").waitFor();
    await inbox.list.getByRole("link", { name: "Put the widget on your site" }).click();
    await page.waitForURL(`**${home}/settings/widget`);
    await page.goBack();
    await inbox.list.getByRole("link", { name: "Invite your team" }).click();
    await page.getByRole("dialog").getByLabel("E-mail").waitFor();
    await page.goBack();
    await inbox.list.getByText("POST /import/conversations").waitFor();
    assert.equal(await page.getByText("No conversation is open").count(), 0); // there is none to choose
    await page.goto(home);
    await page.getByText("Nothing is waiting for you").waitFor();
  });

  await remember(page);
  const zoe = await Visitor.come(server, business, { name: "Zoe" });
  let zoes = "";

  await story("a visitor writes: the numbers and what happened follow, without a reload", async () => {
    zoes = await zoe.write("Are you open on Sunday?");
    await page.getByText("Zoe began a conversation").waitFor();
    await page.getByText("Are you open on Sunday?").waitFor();
    await until("it is counted", async () => (await countIn(page, "Inbox", "Unassigned")) === 1);
    await owner.post(`/conversations/${zoes}/assign`, { member_id: business.member_id });
    await page.getByText("Ann Owner took Zoe").waitFor();
    await page.getByRole("region", { name: "My work" }).getByRole("link", { name: /Zoe/ }).waitFor();
    await until("it is mine", async () => (await countIn(page, "Inbox", "Mine")) === 1);
    assert(await remembered(page));
  });

  const others: string[] = [];
  for (const name of ["Xu", "Yan", "Wanda", "Vik"]) {
    const visitor = await Visitor.come(server, business, { name });
    others.push(await visitor.write(`Hello from ${name}`));
  }
  await owner.patch(`/conversations/${others[3]}/status`, { status: "pending" });
  await owner.post("/tickets", { subject: "Refund form is broken", priority: "critical" });
  await bringHistory(owner);

  await story("each number leads to as many rows as it says", async () => {
    await page.reload();
    const shown = {
      Open: 4,
      Unassigned: 3,
      Mine: 1,
      "Waiting for an answer": 4,
      Pending: 1,
    };
    for (const [name, count] of Object.entries(shown)) {
      await until(`${name} is ${count}`, async () => (await countIn(page, "Inbox", name)) === count);
      await tile(page, "Inbox", name).click();
      await until(`${count} rows`, async () => (await inbox.list.getByRole("listitem").count()) === count);
      await page.goBack();
    }
    await until(
      "the ticket is counted",
      async () => (await countIn(page, "Tickets and customers", "Open tickets")) === 1,
    );
    await page.getByText(`${2 * 12 * loads + long} messages were imported`).waitFor();
  });

  await story("numbers that arrive move nothing", async () => {
    for (const [address, numbers, there] of [
      [`${home}/inbox`, page.getByRole("tab"), /^All\s*54$/],
      [home, page.getByRole("region", { name: "Inbox" }).getByRole("link"), /^Waiting for an answer\s*4/],
    ] as const) {
      let go = () => {};
      const held = new Promise<void>((resolve) => {
        go = resolve;
      });
      await page.route(/\/conversations\?.*count=true/, async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(address);
      await page.getByText("Zoe").first().waitFor();
      const places = () => numbers.evaluateAll((all) => all.map((one) => JSON.stringify(one.getBoundingClientRect())));
      const before = await places();
      assert(before.length >= 4, before.join());
      assert.doesNotMatch((await numbers.allTextContents()).join(), /\d/);
      go();
      await numbers.filter({ hasText: there }).waitFor();
      assert.deepEqual(await places(), before);
      await page.unrouteAll({ behavior: "wait" });
    }
  });

  await story("the inbox is narrowed to whose they are, and a tab that says whose they are says it alone", async () => {
    await page.goto(`${home}/inbox`);
    await inbox.row("Zoe").waitFor();
    const narrow = async (to: string, count: number) => {
      await inbox.button("Filter").click();
      await page.getByRole("option", { name: "Assigned to" }).click();
      await page.getByRole("option", { name: to }).click();
      await until(`${count} rows`, async () => (await inbox.list.getByRole("listitem").count()) === count);
    };
    await narrow("Nobody", 3);
    assert.equal(await inbox.row("Zoe").count(), 0);
    await narrow("Ann Owner (You)", 1);
    await inbox.row("Zoe").waitFor();
    await page.getByRole("button", { name: /^Assigned to\s*Ann Owner/ }).waitFor();
    await owner.post(`/conversations/${zoes}/assign`, { member_id: bea.member });
    await inbox.row("Zoe").waitFor({ state: "detached" }); // it is followed as it changes
    await owner.post(`/conversations/${zoes}/assign`, { member_id: business.member_id });
    await inbox.row("Zoe").waitFor();
    await page.getByRole("tab", { name: /^Unassigned/ }).click();
    await until("nobody's", async () => (await inbox.list.getByRole("listitem").count()) === 3);
    await page.waitForURL(`**${home}/inbox?view=unassigned`);
    await page.goto(home);
  });

  await story("who has waited longest comes first", async () => {
    await tile(page, "Inbox", "Waiting for an answer").click();
    await inbox.list.getByRole("listitem").first().getByText("Zoe").waitFor();
    await page.goBack();
  });

  await story("a word is found in years of history, by keys alone, and where it was said is in sight", async () => {
    await page.getByRole("heading", { name: "What happened" }).waitFor();
    await page.keyboard.press("/");
    await page.getByRole("combobox", { name: "Search" }).waitFor();
    await page.keyboard.type("refund");
    const option = page.getByRole("option").filter({ hasText: "Paula Past" });
    await option
      .locator("mark")
      .filter({ hasText: /^refund$/ })
      .waitFor();
    await page.getByRole("option").filter({ hasText: "Refund form is broken" }).waitFor();
    while ((await option.getAttribute("aria-selected")) !== "true") await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const message = inbox.said("My money: please refund me the grinder.");
    await message.waitFor();
    await until("it is in sight", () =>
      message.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return top > 0 && bottom < innerHeight;
      }),
    );
    await inbox.row("Paula Past").waitFor(); // among what else was found
  });

  await story("the list shows where the words were said, and everything that holds them is a press away", async () => {
    const found = inbox.row("Paula Past");
    await found.getByText("My money: please refund me the grinder.").waitFor(); // it is not what was said last
    await found.locator("mark").getByText("refund", { exact: true }).waitFor();
    const there = page.url();
    await inbox.list.getByRole("link", { name: "All results for “refund”" }).click();
    await page.waitForURL(`**${home}/search?q=refund`);
    await page.getByRole("searchbox", { name: "Search" }).waitFor();
    assert.equal(await page.getByRole("button", { name: /^Search/ }).count(), 0); // one is enough
    await page.goto(`${home}/inbox?view=all&q=refund`);
    await found.click();
    await inbox.said("My money: please refund me the grinder.").waitFor(); // it opens where that was said
    assert.equal(new URL(page.url()).pathname, new URL(there).pathname);
  });

  await story("what the tab hides of what was looked for is offered in the one that has it", async () => {
    await page.goto(`${home}/inbox?q=refund`);
    await inbox.list.getByText("Nothing like that in this tab").waitFor();
    await inbox.list.getByRole("button", { name: /^\d+ in All$/ }).click();
    await inbox.row("Paula Past").waitFor();
    await page.waitForURL(`**${home}/inbox?view=all&q=refund`);
    await inbox.row("Paula Past").click();
    await inbox.said("My money: please refund me the grinder.").waitFor();
  });

  await story("what follows in a turn tells its time to the hand, to the keys and to who listens", async () => {
    const turn = inbox.thread.locator("[data-index]").filter({ has: page.getByText("line 21", { exact: true }) });
    const time = turn.locator("time");
    const seen = () => time.evaluate((element) => getComputedStyle(element.parentElement ?? element).opacity === "1");
    await page.mouse.move(0, 0);
    await until("it is not seen", async () => !(await seen()));
    assert.match((await turn.textContent()) ?? "", /^Paula Past, \d\d:\d\dline 21$/);
    await turn.hover();
    await until("it is seen under the hand", seen);
    await page.mouse.move(0, 0);
    await until("and not without it", async () => !(await seen()));
    await inbox.reply.focus();
    while (!(await inbox.thread.evaluate((element) => element === document.activeElement)))
      await page.keyboard.press("Shift+Tab");
    await until("it is seen by who has come by keys", seen);
  });

  await story("it is answered there; that nothing carries it to the customer is said before and after", async () => {
    await page.getByText("Kept here, not sent: E-mail is not connected yet").waitFor();
    await inbox.reply.fill("The refund left today.");
    await inbox.button("Add reply").click();
    await inbox.said("The refund left today.").waitFor();
    await inbox.thread.getByText("Kept here", { exact: true }).waitFor();
    await until("the server has it", async () => {
      const { items } = await owner.get(`/conversations/${inbox.conversation}/messages`);
      return items.some(({ text }: { text: string }) => text === "The refund left today.");
    });
  });

  await story("what was searched for last is there again; the page of it can be handed on", async () => {
    await page.goto(home);
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("option", { name: "refund" }).click();
    await page.getByRole("option", { name: "All results for “refund”" }).click();
    await page.waitForURL(`**${home}/search?q=refund`);
    await page.goto("/app/search?q=parcel");
    await page.waitForURL(`**${home}/search?q=parcel`);
    await page.getByRole("link", { name: "All these conversations" }).click();
    await page.waitForURL(`**${home}/inbox?view=all&q=parcel`);
    await inbox.list.getByRole("listitem").first().waitFor();
    await page.goBack();
    await page.getByRole("link", { name: "All these messages" }).click();
    const rows = page.getByRole("list", { name: "Messages" }).getByRole("listitem");
    await rows.first().waitFor();
    assert.equal(await rows.first().getAttribute("aria-setsize"), String(12 * loads));
  });

  await story("what is nowhere is said, and so is that nothing can be searched", async () => {
    await page.goto(`${home}/search?q=unheardof`);
    await page.getByText("Nothing has “unheardof” in it").waitFor();
    await window.context.setOffline(true);
    await page.getByRole("searchbox", { name: "Search" }).fill("grinder");
    await page.getByText("Nothing could be searched just now").waitFor();
    await window.context.setOffline(false);
    await page.getByRole("button", { name: "Retry" }).click();
    await page.getByRole("link").filter({ hasText: "Paula Past" }).first().waitFor();
  });

  await story("who sees only what is theirs has the numbers and the news of that alone", async () => {
    const limited = await openWindow(server, "Lia", { kept: false });
    await owner.post(`/conversations/${others[1]}/assign`, { member_id: lia.member });
    await logIn(limited, lia.email, home);
    await until("one is open", async () => (await countIn(limited.page, "Inbox", "Open")) === 1);
    await limited.page.getByRole("region", { name: "What happened" }).first().getByText(/Yan/).first().waitFor();
    const told = await limited.page.getByRole("main").textContent();
    assert(!/Zoe|Wanda|Refund form/.test(told ?? ""), told ?? "");
    assert.equal(await limited.page.getByRole("region", { name: "Tickets" }).count(), 0);
  });

  for (const theme of ["light", "dark"] as const)
    for (const [width, size] of Object.entries({ 1280: wide, 390: phone }))
      await story(`${theme}, ${width} wide: axe finds nothing, and there is room`, async () => {
        const other = await openWindow(server, `Bea ${theme} ${width}`, { kept: false, theme, size });
        await logIn(other, bea.email, home);
        for (const [name, address, there] of [
          ["home", home, /began a conversation/],
          ["search", `${home}/search?q=refund`, /All these messages|Paula Past/],
        ] as const) {
          await other.page.goto(address);
          await other.page.getByText(there).first().waitFor();
          await picture(other.page, `${name} ${theme} ${width}`);
          assert.deepEqual(await findings(other.page), []);
          const across = await other.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert(across <= 0, `${across} px beyond the edge`);
        }
        await other.page.keyboard.press("Control+k");
        await other.page.keyboard.type("refund");
        await other.page.getByRole("option").filter({ hasText: "Paula Past" }).first().waitFor();
        await picture(other.page, `palette ${theme} ${width}`);
        assert.deepEqual(await findings(other.page), []);
      });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());

  await story(
    "what goes wrong in a page, and how long it takes, comes to the server, without whom it is about",
    async () => {
      const told: { release: string; vitals?: object[]; errors?: { message: string; route: string }[] }[] = [];
      page.on("request", (request) => {
        if (request.url().endsWith("/telemetry")) told.push(request.postDataJSON());
      });
      await page.goto(`${home}/inbox/${zoes}`);
      await inbox.said("Are you open on Sunday?").waitFor();
      await page.evaluate(() => setTimeout(() => Promise.reject(new TypeError("no way for zoe@example.org"))));
      await until("it is told", () => told.some(({ errors }) => errors));
      const [error] = told.flatMap(({ errors }) => errors ?? []);
      assert.equal(error?.message, "TypeError: no way for <email>");
      assert.equal(error?.route, "/b/$business/inbox/$conversation");
      await until("so is how long it took", () => told.some(({ vitals }) => vitals));
      const [email = "", secret = ""] = readFileSync(join(server.directory, "keys/operator"), "utf8").split("\n");
      const { access_token } = await new Caller(server).post("/auth/login", { email, password: secret });
      await until("the operator reads it", async () => {
        const { errors, vitals } = await new Caller(server, access_token).get("/operator/telemetry");
        return errors.some(({ message }: { message: string }) => message === error?.message) && vitals.length > 0;
      });
    },
  );
  await server.end();
});
