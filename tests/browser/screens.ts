// Every screen that there is, and what opens over it: one line each. Who adds a screen adds it here; axe, policy and pictures follow.
import type { Page } from "playwright-core";
import type { House } from "./house.ts";

export type Who = "nobody" | "owner" | "operator" | "newcomer";

export interface Screen {
  name: string;
  who: Who;
  path: (house: House) => string;
  /** What is there when it is. */
  ready: (page: Page, house: House) => Promise<unknown>;
  /** What opens over it or beside it. */
  open?: (page: Page) => Promise<unknown>;
}

const app = (path: string) => (house: House) => `/app/b/${house.slug}${path}`;
const conversation = (of: string) => (house: House) => `/app/b/${house.slug}/inbox/${house.conversations[of]}`;
const customer = (of: string) => (house: House) => `/app/b/${house.slug}/customers/${house.customers[of]}`;
const ticket = (at: number) => (house: House) => `/app/b/${house.slug}/tickets/${house.tickets[at]}`;

const heading = (name: string) => (page: Page) => page.getByRole("heading", { name, exact: true }).waitFor();
const text = (words: string) => (page: Page) => page.getByText(words).first().waitFor();
const button = (name: string | RegExp) => (page: Page) =>
  page
    .getByRole("button", { name, exact: typeof name === "string" })
    .first()
    .click();

/** And is marked as read, where the list shows whether it is. */
const read = (words: string, customer: string) => async (page: Page) => {
  await text(words)(page);
  const row = page.getByRole("listitem").filter({ hasText: customer });
  await row.getByText(/\d+ unread/).waitFor({ state: "detached" });
};

async function keys(page: Page, ...combos: string[]) {
  for (const combo of combos) await page.keyboard.press(combo);
}

export const screens: readonly Screen[] = [
  { name: "sign-in", who: "nobody", path: () => "/app/sign-in", ready: heading("Log in to Millrace") },
  { name: "sign-up", who: "nobody", path: () => "/app/sign-up", ready: heading("Create your account") },
  {
    name: "forgot-password",
    who: "nobody",
    path: () => "/app/forgot-password",
    ready: heading("Forgot your password?"),
  },
  {
    name: "reset-password",
    who: "nobody",
    path: () => "/app/reset-password?token=pr_1",
    ready: heading("A new password"),
  },
  {
    name: "link-useless",
    who: "nobody",
    path: () => "/app/reset-password",
    ready: heading("This link no longer works"),
  },
  {
    name: "verify-email",
    who: "nobody",
    path: () => "/app/verify-email?token=ev_1",
    ready: heading("Is this your address?"),
  },
  {
    name: "invitation",
    who: "owner",
    path: (h) => `/app/invitations/${h.invitation}`,
    ready: heading("Join Harbour Coffee"),
  },
  { name: "first-business", who: "newcomer", path: () => "/app/", ready: heading("Your first business") },
  { name: "new-business", who: "owner", path: () => "/app/businesses/new", ready: heading("New business") },
  { name: "home", who: "owner", path: app(""), ready: text("What happened") },
  { name: "inbox", who: "owner", path: app("/inbox"), ready: text("Oliver Brandt") },
  {
    name: "thread",
    who: "owner",
    path: conversation("Maya Lind"),
    ready: read("May I keep the first parcel", "Maya Lind"),
  },
  { name: "customers", who: "owner", path: app("/customers"), ready: text("Kwame Boateng") },
  { name: "customer", who: "owner", path: customer("Maya Lind"), ready: text("Prefers light roasts") },
  { name: "tickets", who: "owner", path: app("/tickets?status=all"), ready: text("Labels tear in the cold") },
  { name: "board", who: "owner", path: app("/tickets?layout=board"), ready: text("Labels tear in the cold") },
  { name: "ticket", who: "owner", path: ticket(0), ready: text("We collect it tomorrow") },
  { name: "new-ticket", who: "owner", path: app("/tickets/new"), ready: heading("New ticket") },
  { name: "team", who: "owner", path: app("/team"), ready: text("Ines Calder") },
  { name: "search", who: "owner", path: app("/search?q=refund"), ready: text("Priya Raghunathan") },
  {
    name: "search-messages",
    who: "owner",
    path: app("/search?q=refund&in=messages"),
    ready: (page) => page.getByRole("list", { name: "Messages" }).getByRole("listitem").first().waitFor(),
  },
  { name: "search-empty", who: "owner", path: app("/search"), ready: heading("Search") },
  { name: "history", who: "owner", path: app("/history"), ready: text("ticket #8") },
  { name: "settings-me", who: "owner", path: app("/settings/me"), ready: heading("Profile") },
  { name: "settings-security", who: "owner", path: app("/settings/security"), ready: text("This device") },
  { name: "settings-business", who: "owner", path: app("/settings/business"), ready: text("For links and programs") },
  { name: "settings-api-keys", who: "owner", path: app("/settings/api-keys"), ready: text("Warehouse in Bremerhaven") },
  {
    name: "settings-integrations",
    who: "owner",
    path: app("/settings/integrations"),
    ready: text("may not call that address"),
  },
  { name: "settings-webhooks", who: "owner", path: app("/settings/webhooks"), ready: text("Stock in the warehouse") },
  {
    name: "settings-webhook",
    who: "owner",
    path: (h) => `/app/b/${h.slug}/settings/webhooks/${h.webhook}`,
    ready: text("webhook.test"),
  },
  { name: "settings-hours", who: "owner", path: app("/settings/hours"), ready: text("Days that are different") },
  { name: "settings-roles", who: "owner", path: app("/settings/roles"), ready: text("No roles of your own yet") },
  { name: "settings-widget", who: "owner", path: app("/settings/widget"), ready: text("Who may show it") },
  { name: "settings-privacy", who: "owner", path: app("/settings/privacy"), ready: text("No legal holds.") },
  {
    name: "settings-audit",
    who: "owner",
    path: app("/settings/audit"),
    ready: (page) => page.getByRole("list", { name: "Audit log" }).getByRole("listitem").first().waitFor(),
  },
  { name: "operator", who: "operator", path: () => "/app/operator", ready: text("64 of 64 are up to date") },
  { name: "gone", who: "owner", path: app("/nowhere"), ready: heading("Nothing here") },
  { name: "parts", who: "nobody", path: () => "/app/_parts", ready: text("Buttons") },
];

export const opened: readonly Screen[] = [
  over("home", "search", async (page) => {
    await keys(page, "/");
    await page.keyboard.type("refund");
    await page.getByRole("option").filter({ hasText: "Priya Raghunathan" }).first().waitFor();
  }),
  over("home", "asked-last", (page) => keys(page, "/")),
  over("inbox", "palette", (page) => keys(page, "Control+k")),
  over("thread", "shortcuts", (page) => keys(page, "?")),
  over("inbox", "new-conversation", (page) => keys(page, "c")),
  over("inbox", "person", button(/^You and your settings/)),
  over("home", "status", button(/^Your status/)),
  over("inbox", "filters", button("Filter")),
  over("inbox", "selection", (page) => keys(page, "j", "x", "j", "x")),
  over("thread", "note", (page) => keys(page, "n")),
  over("thread", "assign", (page) => keys(page, "a")),
  over("thread", "emoji", button("Insert an emoji")),
  over("thread", "tags", (page) => keys(page, "t")),
  over("thread", "priority", (page) => keys(page, "p")),
  over("thread", "panel", (page) => keys(page, "d")),
  over("customers", "new-customer", (page) => keys(page, "c")),
  over("customer", "edit", button("Edit")),
  over("customer", "privacy", button("Privacy and consents")),
  over("ticket", "assign", (page) => keys(page, "a")),
  over("settings-me", "change-email", button("Change")),
  over("settings-security", "deactivate", button("Deactivate")),
  over("settings-security", "delete", button("Delete")),
  over("settings-api-keys", "create", button("Create key")),
  over("settings-integrations", "connect", button("Connect WhatsApp")),
  over("settings-integrations", "one", button("Harbour Coffee on Telegram")),
  over("settings-api-keys", "key", button("Warehouse in Bremerhaven")),
  over("settings-webhooks", "create", button("Create webhook")),
  over("settings-webhook", "delivery", button("webhook.test")),
  over("settings-webhook", "edit", (page) => keys(page, "e")),
  over("settings-webhook", "replay", (page) => keys(page, "r")),
  over("settings-webhook", "more", button("More that can be done with it")),
  over("settings-audit", "entry", (page) =>
    page.getByRole("list", { name: "Audit log" }).getByRole("link").first().click(),
  ),
  over("settings-roles", "create", button("Create role")),
  over("team", "invite", button("Invite")),
  over("team", "member", (page) => page.getByRole("row", { name: /Tom Okafor/ }).click()),
];

function over(screen: string, name: string, open: (page: Page) => Promise<unknown>): Screen {
  const under = screens.find((one) => one.name === screen);
  if (!under) throw new Error(`there is no screen ${screen}`);
  return { ...under, name: `${screen}-${name}`, open };
}
