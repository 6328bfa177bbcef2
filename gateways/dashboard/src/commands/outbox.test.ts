import { describe, expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { Browser, entry, refused, settle } from "./test_browser";

describe("an outbox", () => {
  it("answers what the server has answered, and forgets it", async () => {
    const browser = new Browser();
    const tab = browser.tab();
    expect(await tab.add(entry("k"))).toEqual({ id: "k" });
    await settle();
    expect(tab.entries()).toEqual([]);
  });

  it("shows an entry at once, before it is even kept", () => {
    const tab = new Browser().tab();
    void tab.add(entry("k"));
    expect(tab.entries().map(({ key }) => key)).toEqual(["k"]);
  });

  it("asks again with the same key when the reply is lost, and is done once", async () => {
    const browser = new Browser();
    browser.server.next("lost", "lost");
    const answered = browser.tab().add(entry("k"));
    await settle();
    await browser.pass(1000);
    await browser.pass(2000);
    expect(await answered).toEqual({ id: "k" });
    expect(browser.server.seen).toEqual(["k", "k", "k"]);
    expect(browser.server.done).toEqual(["k"]);
  });

  it("goes on after a reload with what was not answered, in order, with the keys of before", async () => {
    const browser = new Browser();
    browser.server.next("lost");
    const before = browser.tab();
    void before.add(entry("one"));
    void before.add(entry("two"));
    await settle();
    browser.close(before);
    const after = browser.tab();
    await after.start();
    expect(after.entries().map(({ key }) => key)).toEqual(["one", "two"]);
    await browser.pass(1000);
    expect(browser.server.done).toEqual(["one", "two"]);
    expect(browser.server.seen).toEqual(["one", "one", "two"]);
    expect(after.entries()).toEqual([]);
  });

  it("sends a lane in order: what comes later waits for what is not through", async () => {
    const browser = new Browser();
    browser.server.next({ is: "unreachable" });
    const tab = browser.tab();
    void tab.add(entry("one"));
    await settle();
    void tab.add(entry("two"));
    void tab.add(entry("elsewhere", { lane: "other" }));
    await settle();
    expect(browser.server.seen).toEqual(["one", "elsewhere"]);
    await browser.pass(1000);
    expect(browser.server.seen).toEqual(["one", "elsewhere", "one", "two"]);
  });

  it("waits as long as the server says", async () => {
    const browser = new Browser();
    browser.server.next({ is: "passing", retryAfterMs: 20_000 });
    void browser.tab().add(entry("k"));
    await settle();
    await browser.pass(19_999);
    expect(browser.server.seen).toHaveLength(1);
    await browser.pass(1);
    expect(browser.server.seen).toHaveLength(2);
  });

  it("waits longer each time, and no longer when there is a network again", async () => {
    const browser = new Browser();
    browser.server.next({ is: "unreachable" }, { is: "unreachable" }, { is: "unreachable" });
    const tab = browser.tab();
    void tab.add(entry("k"));
    await settle();
    await browser.pass(1000);
    await browser.pass(1999);
    expect(browser.server.seen).toHaveLength(2);
    await browser.pass(1);
    expect(browser.server.seen).toHaveLength(3);
    await tab.wake();
    await settle();
    expect(browser.server.done).toEqual(["k"]);
  });

  it("throws a refusal, forgets the entry, and goes on with the next", async () => {
    const browser = new Browser();
    browser.server.next(refused);
    const tab = browser.tab();
    const first = tab.add(entry("one"));
    const second = tab.add(entry("two"));
    await expect(first).rejects.toMatchObject({ rule: "conversation.moved_on" });
    expect(await second).toEqual({ id: "two" });
    await settle();
    expect(tab.entries()).toEqual([]);
  });

  it("keeps what somebody has written when it is refused, until it is sent again or dropped", async () => {
    const browser = new Browser();
    browser.server.next(refused);
    const tab = browser.tab();
    await expect(tab.add(entry("one", { keeps: true }))).rejects.toBeInstanceOf(Problem);
    await settle();
    expect(tab.entries()).toMatchObject([{ key: "one", refusal: { title: "There is more." } }]);
    await tab.retry("one");
    await settle();
    expect(tab.entries()).toEqual([]);
    expect(browser.server.done).toHaveLength(1);
    expect(browser.server.done).not.toEqual(["one"]); // newly wanted: a key that was refused answers the refusal again
  });

  it("keeps everything while nobody is signed in", async () => {
    const browser = new Browser();
    browser.server.next({ is: "signed_out" });
    const tab = browser.tab();
    void tab.add(entry("k"));
    await settle();
    expect(tab.entries()).toHaveLength(1);
    await tab.start();
    await settle();
    expect(browser.server.done).toEqual(["k"]);
  });
});
