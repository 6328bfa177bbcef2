import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { DateTime } from "./date_time";
import { JsonTree } from "./json_tree";
import { Markdown } from "./markdown";
import { show } from "./test_render";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it("a time grows older by itself", () => {
  vi.useFakeTimers({ now: Date.parse("2026-03-03T09:00:00Z") });
  show(<DateTime at="2026-03-03T08:58:50Z" />);
  const time = document.querySelector("time");
  expect(time?.textContent).toBe("1 min. ago");
  act(() => vi.advanceTimersByTime(60_000));
  expect(time?.textContent).toBe("2 min. ago");
  expect(time?.title).toContain("2026");
});

it("a record is unfolded level by level", async () => {
  const { user } = show(<JsonTree label="Record" open={1} value={{ ticket: { status: "open" }, tags: [] }} />);
  expect(screen.queryByText("“open”")).toBeNull();
  await user.click(screen.getByRole("button", { name: /ticket/, expanded: false }));
  expect(screen.getByText("“open”")).toBeTruthy();
});

describe("marked text from anybody", () => {
  it("runs nothing, fetches nothing and opens links apart", async () => {
    const { container } = show(
      <Markdown
        text={
          '**bold** [ok](https://example.org) [bad](javascript:alert(1)) ![x](https://example.org/x.png)\n\n<img src=x onerror="alert(1)"><script>alert(1)</script><iframe src="https://example.org"></iframe>'
        }
      />,
    );
    await vi.waitFor(() => expect(container.querySelector("strong")?.textContent).toBe("bold"), 20_000);
    expect(container.querySelectorAll("img, script, iframe, [onerror]")).toHaveLength(0);
    const [ok, bad] = container.querySelectorAll("a");
    expect(ok?.getAttribute("rel")).toContain("noopener");
    expect(bad?.getAttribute("href") ?? "").not.toContain("javascript");
  });
});
