import { describe, expect, it, vi } from "vitest";
import { Browser, entry, settle } from "./test_browser";

describe("two tabs", () => {
  it("send what waits once", async () => {
    const browser = new Browser();
    browser.server.next({ is: "unreachable" });
    const [one, two] = [browser.tab(), browser.tab()];
    void one.add(entry("a"));
    void one.add(entry("b"));
    await settle();
    browser.now += 5000;
    await Promise.all([one.wake(), two.wake()]);
    await settle();
    expect(browser.server.done).toEqual(["a", "b"]);
    expect(browser.server.seen).toEqual(["a", "a", "b"]);
    expect([one.entries(), two.entries()]).toEqual([[], []]);
  });

  it("answer the tab that asked, whichever of them has sent it", async () => {
    const browser = new Browser();
    const asked = browser.tab({ send: async () => ({ is: "unreachable" }) });
    const sends = browser.tab();
    const answered = vi.fn();
    void asked.add(entry("k")).then(answered);
    await settle();
    browser.now += 5000;
    await sends.wake();
    await settle();
    expect(answered).toHaveBeenCalledWith({ id: "k" });
  });

  it("go on where one that is closed in the middle has left it", async () => {
    const browser = new Browser();
    browser.server.next("lost");
    const closing = browser.tab();
    void closing.add(entry("k"));
    await settle();
    browser.close(closing);
    const other = browser.tab();
    browser.now += 5000;
    await other.wake();
    await settle();
    expect(browser.server.done).toEqual(["k"]);
  });
});
