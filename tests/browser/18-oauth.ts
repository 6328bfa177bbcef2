#!/usr/bin/env node
// Signing in by a provider's word, as people do: from the log-in page there and back, in either language and theme; what is refused is said;
// what is linked in the settings; and a business that minds how its members have signed in. The provider is tests/providers.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Page } from "playwright-core";
import { findings } from "../../gateways/dashboard/browser/axe.ts";
import { atEnd, check, founded, password, program, Server, story, top } from "./harness.ts";
import { assertNoTroubles, openWindow, phone, type Window } from "./windows.ts";

interface Person {
  sub: string;
  email: string;
  email_verified?: boolean;
  name?: string;
}

/** The simulator, in a process of its own (Debian's python3 has what it needs). */
async function provider() {
  const process = spawn("/usr/bin/python3", [join(top, "tests/providers/provider.py")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  atEnd(async () => void process.kill());
  const { value: url } = await createInterface({ input: process.stdout })[Symbol.asyncIterator]().next();
  async function tell(what: unknown) {
    const headers = { "Content-Type": "application/json" };
    const said = await fetch(`${url}/control`, { method: "POST", headers, body: JSON.stringify(what) });
    return (await said.json()) as { complaints: string[] };
  }
  return {
    url: String(url),
    host: new URL(String(url)).host,
    is: (person: Person) => tell({ person: { email_verified: true, name: "Somebody", ...person }, misbehave: "" }),
    misbehave: (how: string) => tell({ misbehave: how }),
    complaints: async () => (await tell({})).complaints,
  };
}

program(async () => {
  const google = await provider();
  const folder = mkdtempSync(join(tmpdir(), "providers-"));
  writeFileSync(join(folder, "secret"), "a secret of the test\n");
  const settings = { client_id: "millrace", client_secret_file: "secret", issuer: google.url };
  writeFileSync(
    join(folder, "providers.json"),
    JSON.stringify({ google: settings, company: { ...settings, kind: "oidc", title: "Acme" } }),
  );
  const server = await Server.start({
    args: ["--sign-in-providers", join(folder, "providers.json"), "--egress-allow", google.host],
  });
  const { owner, business } = await founded(server);
  const named = server.address.replace("127.0.0.1", "localhost"); // cookies of a log-in want TLS, or this name
  const app = `/app/b/${business.slug}`;
  const open = (who: string, options = {}) =>
    openWindow(server, who, { kept: false, others: [named, google.url], ...options });
  const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
  const by = (page: Page, name: string) => page.getByRole("link", { name: `Continue with ${name}`, exact: true });
  const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true });
  const leave = (window: Window) => window.context.close();
  const visit = (page: Page, to: string, at = "/app/sign-in") =>
    page.goto(`${named}${at}?to=${encodeURIComponent(to)}`);

  async function withPassword(page: Page, to: string) {
    await visit(page, to);
    await page.getByLabel("E-mail").fill(owner.email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await button(page, "Log in").click();
  }

  await story("somebody new is signed up by Google's word, and lands where they wanted to go", async () => {
    const window = await open("New");
    const { page } = window;
    await google.is({ sub: "1", email: "new@example.org", name: "Nora New" });
    await visit(page, "/app/businesses/new", "/app/sign-up");
    await by(page, "Google").click();
    await heading(page, "Your first business").waitFor();
    await page.getByText("new@example.org").waitFor();
    assert(page.url().startsWith(`${named}/app/businesses/new`) && !page.url().includes("#"));
    const cookies = await window.context.cookies();
    assert.deepEqual(cookies.map(({ name }) => name).sort(), [
      "__Host-millrace-access",
      "__Host-millrace-csrf",
      "__Host-millrace-refresh",
    ]);
    await leave(window);
  });

  await story(
    "what is refused is said on the log-in page, in the reader's language, and forgotten by its address",
    async () => {
      const window = await open("Refused", { language: "de", theme: "dark" });
      const { page } = window;
      await google.is({ sub: "2", email: owner.email });
      await visit(page, `${app}/inbox`);
      await page.getByRole("link", { name: "Weiter mit Acme" }).click();
      await page.getByText("Es gibt ein Konto mit deiner E-Mail-Adresse").waitFor();
      assert(!page.url().includes("#"), page.url());
      await google.is({ sub: "3", email: "x@example.org", email_verified: false });
      await page.getByRole("link", { name: "Weiter mit Google" }).click();
      await page.getByText("Dort ist keine E-Mail-Adresse von dir bestätigt").waitFor();
      for (const [how, said] of [
        ["declines", "Du wurdest dort nicht angemeldet"],
        ["nonce", "nicht glaubwürdig"],
        ["token_500", "keine brauchbare Antwort"],
        ["state_replay", "in einem anderen Browser begonnen"],
      ] as const) {
        await google.misbehave(how);
        await page.getByRole("link", { name: "Weiter mit Google" }).click();
        await page.getByText(said).waitFor();
      }
      await google.misbehave("");
      assert.deepEqual(await findings(page), []);
      assert.equal((await window.context.cookies()).length, 0);
      await leave(window);
    },
  );

  await story("an identity is linked in the settings, signs in from then on, and is unlinked again", async () => {
    const window = await open("Ann");
    const { page } = window;
    await google.is({ sub: "4", email: "ann.at.google@example.org" });
    await withPassword(page, `${app}/settings/security`);
    const group = page.getByRole("region", { name: "Linked sign-ins" });
    await group.getByText("There are none.").waitFor();
    await group.getByRole("button", { name: "Link Google" }).click();
    await page.getByText("Linked.", { exact: true }).waitFor();
    await group.getByText("Google · ann.at.google@example.org").waitFor();
    assert.deepEqual(await findings(page), []);
    const other = await open("Ann by Google");
    await visit(other.page, `${app}/inbox`);
    await by(other.page, "Google").click();
    await other.page.getByRole("navigation").getByRole("link", { name: "Inbox" }).waitFor();
    await leave(other);
    await group.getByRole("button", { name: "Unlink Google" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Unlink", exact: true }).click();
    await group.getByText("There are none.").waitFor();
    await group.getByRole("button", { name: "Link Google" }).click();
    await group.getByText("Google · ann.at.google@example.org").waitFor();
    await leave(window);
  });

  await story("a business lets in who has signed in as it wants, and says so to others", async () => {
    const window = await open("Chief");
    const { page } = window;
    await withPassword(page, `${app}/settings/business`);
    const form = page.getByRole("form", { name: "How members sign in" });
    await form.getByRole("switch", { name: "Password or passkey" }).click();
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("You have not signed in that way yourself").waitFor();
    const member = await open("By Google");
    await visit(member.page, `${app}/settings/business`);
    await by(member.page, "Google").click();
    const theirs = member.page.getByRole("form", { name: "How members sign in" });
    await theirs.getByRole("switch", { name: "Password or passkey" }).click();
    await theirs.getByRole("switch", { name: "Acme" }).click();
    await theirs.getByRole("button", { name: "Save" }).click();
    await member.page.getByText("Saved", { exact: true }).waitFor();
    assert.deepEqual(await findings(member.page), []);
    await visit(page, `${app}/inbox`);
    await page.goto(`${named}${app}/inbox`);
    await heading(page, "Sign in another way").waitFor();
    await page.getByText("lets its members in when they have signed in with: Google.").waitFor();
    assert.deepEqual(await findings(page), []);
    await button(page, "Log out and sign in again").click();
    await by(page, "Google").click();
    await page.getByRole("navigation").getByRole("link", { name: "Inbox" }).waitFor();
    await theirs.getByRole("switch", { name: "Password or passkey" }).click();
    await theirs.getByRole("switch", { name: "Acme" }).click();
    await theirs.getByRole("button", { name: "Save" }).click();
    await leave(member);
    await leave(window);
  });

  for (const [theme, size] of [
    ["light", undefined],
    ["dark", undefined],
    ["light", phone],
  ] as const) {
    const how = `${theme}${size ? ", on a phone" : ""}`;
    await check(`axe finds nothing on the log-in page and the sign-up page with providers, ${how}`, async () => {
      const window = await open(`axe ${how}`, { theme, ...(size ? { size } : {}) });
      for (const at of ["/app/sign-in", "/app/sign-up"]) {
        await visit(window.page, "/app/", at);
        await by(window.page, "Acme").waitFor();
        assert.deepEqual(await findings(window.page), []);
      }
      await leave(window);
    });
  }

  await story("the provider has nothing to complain of, and nothing was thrown or refused", async () => {
    assert.deepEqual(await google.complaints(), []);
    assertNoTroubles();
  });
  await server.end();
});
