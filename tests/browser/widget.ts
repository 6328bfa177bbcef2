// The visitor's widget in a page, in the words of that page; and sites of somebody else's that show it.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { atEnd, type Server, top } from "./harness.ts";

/** What a server needs to show the widget, and the first business of these tests on the sample site. */
export const withWidget = ["--widget", process.env.MILLRACE_WIDGET ?? join(top, "build/widget")];
withWidget.push("--widget-demo", "harbour-coffee");

export class Widget {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get host() {
    return this.page.locator("[data-millrace-widget]");
  }
  get button() {
    return this.host.getByRole("button");
  }
  get box() {
    return this.host.locator("iframe");
  }
  get frame() {
    return this.box.contentFrame();
  }
  get field() {
    return this.frame.getByRole("textbox");
  }
  /** What was said, by whomever. */
  get bubbles() {
    return this.frame.locator(".bubble");
  }
  get unsent() {
    return this.frame.locator(".unsent");
  }

  said = (text: string) => this.bubbles.getByText(text, { exact: true });
  label = (name: string) => this.host.getByRole("button", { name, exact: true });

  async open() {
    await this.button.click();
    await this.field.waitFor();
  }

  async write(text: string) {
    await this.field.fill(text);
    await this.field.press("Enter");
  }

  /** As soon as the server has it. */
  async send(text: string) {
    await this.write(text);
    await this.said(text).waitFor();
    await this.unsent.waitFor({ state: "detached" });
  }

  /** What stands in the frame. */
  async content(): Promise<Frame> {
    const frame = await (await this.box.elementHandle())?.contentFrame();
    assert(frame);
    return frame;
  }
}

/** A page that loads the widget, with attributes or by a script of its own; nothing may run, be shown or be asked for there but what its strict
    policy names. */
export async function siteWith(server: Server, given: string | Record<string, unknown>): Promise<string> {
  const [attributes, options] = typeof given === "string" ? [given, undefined] : ["", given];
  const policy = `default-src 'none'; script-src 'self' ${server.address}; frame-src ${server.address}; require-trusted-types-for 'script'`;
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shop</title>
<body><main><h1>Shop</h1><button id="menu">Menu</button></main><script src="/own.js"></script><script src="${server.address}/widget.js" ${attributes}></script>`;
  const own = `window.refused = [];
addEventListener("securitypolicyviolation", (e) => refused.push(e.violatedDirective + " " + e.blockedURI));
${options ? `addEventListener("load", () => CrossChat.init(${JSON.stringify(options)}));` : ""}`;
  const site = createServer((request, response) => {
    const script = request.url === "/own.js";
    const type = script ? "text/javascript" : "text/html";
    response.writeHead(200, { "content-type": type, "content-security-policy": policy }).end(script ? own : page);
  });
  await new Promise<void>((listening) => site.listen(0, "localhost", listening));
  atEnd(async () => void site.close());
  return `http://localhost:${(site.address() as AddressInfo).port}`; // not the site of the server, which is an address
}

/** What the policy of such a site has refused. */
export const refusedBy = (page: Page) => page.evaluate(() => (window as unknown as { refused: string[] }).refused);
