// What one sees and does in the inbox, in the words of the page.
import type { Locator, Page } from "playwright-core";

export class Inbox {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get list(): Locator {
    return this.page.getByRole("tabpanel");
  }
  get thread(): Locator {
    return this.page.getByRole("log", { name: "Messages" });
  }
  get reply(): Locator {
    return this.page.getByRole("textbox", { name: "Reply" });
  }

  row = (customer: string) => this.list.getByRole("link").filter({ hasText: customer });
  said = (text: string | RegExp) => this.thread.getByText(text, { exact: true });
  connection = (state: "Live" | "Offline") => this.page.getByRole("status").getByText(state, { exact: true });

  /** The first of that name: what is done most often can be done at several places. */
  button = (name: string) => this.page.getByRole("button", { name, exact: true }).first();

  async open(customer: string) {
    await this.row(customer).click();
    await this.thread.waitFor();
  }

  async send(text: string) {
    await this.reply.fill(text);
    await this.button("Send").click();
  }

  /** The conversation that is open. */
  get conversation() {
    return new URL(this.page.url()).pathname.split("/").at(-1) ?? "";
  }
}
