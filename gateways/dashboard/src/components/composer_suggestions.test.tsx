import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { canned, compose } from "./test_compose";

afterEach(cleanup);

describe("suggestions", () => {
  it("puts a saved reply in place of what was typed", async () => {
    const { user, area } = compose();
    await user.type(area, "Hi. /ref");
    expect(screen.getAllByRole("option").map((option) => option.textContent)).toEqual(["refund"]);
    await user.keyboard("{Enter}");
    expect(area.value).toBe("Hi. The money is on its way.");
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("names its choice to a screen reader while the focus stays in the text", async () => {
    const { user, area } = compose();
    await user.type(area, "/");
    await user.keyboard("{ArrowDown}");
    const chosen = screen.getByRole("option", { selected: true });
    expect(chosen.textContent).toBe("thanks");
    expect(area.getAttribute("aria-activedescendant")).toBe(chosen.id);
    expect(area.getAttribute("aria-controls")).toBe(screen.getByRole("listbox").id);
    expect(document.activeElement).toBe(area);
  });

  it("tells whom the text still names", async () => {
    const { user, area, onSend } = compose({ mode: "note" });
    await user.type(area, "@ines");
    await user.keyboard("{Tab}");
    await user.type(area, "and @tom");
    await user.keyboard("{Enter}");
    expect(area.value).toBe("@Ines Duarte and @Tomasz Wójcik ");
    fireEvent.change(area, { target: { value: "@Tomasz Wójcik please look" } });
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(onSend).toHaveBeenCalledWith({ text: "@Tomasz Wójcik please look", mode: "note", mentions: ["m2"] });
  });

  it("lets be what Escape let be, and does not close what is around", async () => {
    const { user, area } = compose();
    const around = vi.fn();
    document.addEventListener("keydown", around);
    await user.type(area, "/re");
    around.mockClear();
    await user.keyboard("{Escape}");
    expect(around).not.toHaveBeenCalled();
    document.removeEventListener("keydown", around);
    await user.keyboard("f");
    expect(screen.queryByRole("listbox")).toBeNull();
    await user.keyboard(" /");
    expect(screen.getByRole("listbox")).toBeTruthy();
  });

  it("takes a slash within a word or an address for text", async () => {
    const { user, area } = compose();
    await user.type(area, "and/or ines@example.org");
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("forgets a late answer to an older question", async () => {
    const answers: ((found: typeof canned) => void)[] = [];
    const { user, area } = compose({ canned: () => new Promise((answer) => answers.push(answer)) });
    await user.type(area, "/r");
    await act(async () => answers.at(-1)?.(canned.slice(0, 1)));
    await act(async () => answers[0]?.(canned.slice(1)));
    expect(screen.getAllByRole("option").map((option) => option.textContent)).toEqual(["refund"]);
  });
});
