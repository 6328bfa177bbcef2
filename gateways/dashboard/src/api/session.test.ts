// @vitest-environment jsdom
import { describe, expect, it, vi } from "vitest";
import { Session, type SessionPorts } from "./session";

/** Cookies and locks of one browser, and a server that knows which access is still good. */
class Browser {
  access = "old";
  refreshes = 0;
  refreshStatus = 200;
  password = "right";
  wants: "person" | "nobody" = "nobody";
  csrfCookie: "there" | "lost" | "unreadable" = "there";
  renewedAt = 0;
  now = 1000;
  readonly csrf: (string | null)[] = [];
  #lock: Promise<unknown> = Promise.resolve();

  tab(more: Partial<SessionPorts> = {}) {
    return new Session({
      fetch: async (input) => this.#answer(input as Request),
      alone: (work) => {
        const mine = this.#lock.then(work);
        this.#lock = mine.catch(() => undefined);
        return mine;
      },
      renewedAt: {
        read: () => this.renewedAt,
        write: (at) => {
          this.renewedAt = at;
        },
      },
      now: () => ++this.now,
      csrfToken: () => (this.csrfCookie === "there" ? `csrf-${this.access}` : undefined),
      stepUp: async () => false,
      ...more,
    });
  }

  async #answer(request: Request) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (new URL(request.url).pathname === "/auth/refresh") {
      this.refreshes++;
      if (this.refreshStatus === 200) this.access = "good";
      if (this.refreshStatus === 200 && this.csrfCookie === "lost") this.csrfCookie = "there";
      return new Response("{}", { status: this.refreshStatus });
    }
    this.csrf.push(request.headers.get("X-CSRF-Token"));
    if (this.csrfCookie !== "there") return Response.json({ type: "/problems/auth.csrf_token" }, { status: 403 });
    if (this.wants === "person") return Response.json({ type: "/problems/auth.step_up_required" }, { status: 403 });
    if (this.password === "wrong") return Response.json({ type: "/problems/auth.failed" }, { status: 401 });
    return new Response(await request.text(), { status: this.access === "good" ? 200 : 401 });
  }
}

const get = () => new Request("http://localhost/conversations");
const post = () => new Request("http://localhost/messages", { method: "POST", body: "hello" });

describe("a session", () => {
  it("renews once for all requests of all tabs", async () => {
    const browser = new Browser();
    const tabs = [browser.tab(), browser.tab(), browser.tab()];
    const answers = await Promise.all(tabs.flatMap((tab) => [tab.send(get()), tab.send(get())]));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(browser.refreshes).toBe(1);
  });

  it("sends again with its body, and with the token of the new cookie", async () => {
    const browser = new Browser();
    expect(await (await browser.tab().send(post())).text()).toBe("hello");
    expect(browser.csrf).toEqual(["csrf-old", "csrf-good"]);
  });

  it("sends no token with what changes nothing", async () => {
    const browser = new Browser();
    browser.access = "good";
    await browser.tab().send(get());
    expect(browser.csrf).toEqual([null]);
  });

  it("ends when it cannot be renewed", async () => {
    const browser = new Browser();
    browser.refreshStatus = 401;
    const tab = browser.tab();
    const ended = vi.fn();
    tab.onEnd(ended);
    expect((await tab.send(get())).status).toBe(401);
    expect(ended).toHaveBeenCalledOnce();
  });

  it("ends when the cookies are gone, of which the server says that there is no token", async () => {
    const browser = new Browser();
    browser.refreshStatus = 422;
    const tab = browser.tab();
    const ended = vi.fn();
    tab.onEnd(ended);
    expect((await tab.send(get())).status).toBe(401);
    expect(ended).toHaveBeenCalledOnce();
  });

  it("gets a lost CSRF cookie anew, and sends the same again", async () => {
    const browser = new Browser();
    browser.access = "good";
    browser.csrfCookie = "lost";
    const tab = browser.tab();
    const ended = vi.fn();
    tab.onEnd(ended);
    expect(await (await tab.send(post())).text()).toBe("hello");
    expect([browser.csrf, browser.refreshes]).toEqual([[null, "csrf-good"], 1]);
    expect(ended).not.toHaveBeenCalled();
  });

  it("ends when the CSRF cookie cannot be had", async () => {
    const browser = new Browser();
    browser.access = "good";
    browser.csrfCookie = "unreadable";
    const tab = browser.tab();
    const ended = vi.fn();
    tab.onEnd(ended);
    expect((await tab.send(post())).status).toBe(403);
    expect([browser.csrf.length, browser.refreshes]).toEqual([2, 1]);
    expect(ended).toHaveBeenCalledOnce();
  });

  it.each([503, 429])("does not end because the server is busy: %i", async (status) => {
    const browser = new Browser();
    browser.refreshStatus = status;
    const tab = browser.tab();
    const ended = vi.fn();
    tab.onEnd(ended);
    await expect(tab.send(get())).rejects.toThrow();
    expect(ended).not.toHaveBeenCalled();
  });

  it("tries a password that goes with it once, and stays when that is wrong", async () => {
    const browser = new Browser();
    browser.password = "wrong";
    const tab = browser.tab();
    const ended = vi.fn();
    tab.onEnd(ended);
    expect((await tab.send(post())).status).toBe(401);
    expect([browser.csrf.length, browser.refreshes]).toEqual([1, 0]);
    expect(ended).not.toHaveBeenCalled();
  });

  it("lets a wrong password be wrong", async () => {
    const browser = new Browser();
    const request = new Request("http://localhost/auth/login", {
      method: "POST",
      headers: { "Millrace-Session": "cookie" },
    });
    expect((await browser.tab().send(request)).status).toBe(401);
    expect(browser.refreshes).toBe(0);
  });

  it("asks its person to show who they are, and sends the same again", async () => {
    const browser = new Browser();
    browser.access = "good";
    browser.wants = "person";
    const stepUp = vi.fn(async () => {
      browser.wants = "nobody";
      return true;
    });
    const request = new Request("http://localhost/api-keys", { method: "POST", body: "the same" });
    const answered = await browser.tab({ stepUp }).send(request);
    expect(await answered.text()).toBe("the same");
    expect(stepUp).toHaveBeenCalledTimes(1);
  });

  it("leaves it refused when they do not", async () => {
    const browser = new Browser();
    browser.access = "good";
    browser.wants = "person";
    const answered = await browser.tab().send(post());
    expect(answered.status).toBe(403);
    expect(browser.csrf).toHaveLength(1);
  });
});
