import { act, cleanup, createEvent, fireEvent, screen } from "@testing-library/react";
import { Profiler } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Composer, type ComposerHandle } from "./composer";
import { compose } from "./test_compose";
import { show } from "./test_render";

beforeEach(() => {
  vi.useRealTimers();
});
afterEach(cleanup);

describe("sending", () => {
  it("is done by Ctrl with Enter and by Command with Enter; Enter alone is a new line", async () => {
    const { user, area, onSend } = compose();
    await user.type(area, "Hello{Enter}there");
    expect(onSend).not.toHaveBeenCalled();
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(onSend).toHaveBeenCalledWith({ text: "Hello\nthere", mode: "reply", mentions: [] });
    expect(area.value).toBe("");
    await user.type(area, "Again{Meta>}{Enter}{/Meta}");
    expect(onSend).toHaveBeenCalledTimes(2);
  });

  it("needs something to send", async () => {
    const { user, area, onSend } = compose();
    await user.type(area, "   {Control>}{Enter}{/Control}");
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(true);
  });

  it("sends attached files without a word", async () => {
    const { user, onSend } = compose({ sendable: true });
    await user.click(screen.getByRole("button", { name: "Send" }));
    expect(onSend).toHaveBeenCalledWith({ text: "", mode: "reply", mentions: [] });
  });

  it("keeps the text that could not be taken", async () => {
    const { user, area } = compose({ onSend: () => false });
    await user.type(area, "Hello{Control>}{Enter}{/Control}");
    expect(area.value).toBe("Hello");
  });

  it("does not send while a character is being composed", () => {
    const { area, onSend } = compose({ draft: "こん" });
    fireEvent.keyDown(area, { key: "Enter", ctrlKey: true, isComposing: true });
    expect(onSend).not.toHaveBeenCalled();
    fireEvent.keyDown(area, { key: "Enter", ctrlKey: true });
    expect(onSend).toHaveBeenCalledOnce();
  });
});

describe("the draft", () => {
  it("is told when the hand rests, once", () => {
    vi.useFakeTimers();
    const { area, onDraft } = compose();
    for (const value of ["H", "He", "Hel"]) fireEvent.change(area, { target: { value } });
    expect(onDraft).not.toHaveBeenCalled();
    act(() => vi.advanceTimersByTime(400));
    expect(onDraft.mock.calls).toEqual([["Hel"]]);
  });

  it("is told when one leaves the field, the page or the conversation before that", () => {
    vi.useFakeTimers();
    const { area, onDraft, unmount } = compose();
    fireEvent.change(area, { target: { value: "one" } });
    fireEvent.blur(area);
    fireEvent.change(area, { target: { value: "two" } });
    fireEvent(window, new Event("pagehide"));
    fireEvent.change(area, { target: { value: "three" } });
    unmount();
    expect(onDraft.mock.calls).toEqual([["one"], ["two"], ["three"]]);
  });

  it("is empty once it is sent, and stays so", () => {
    vi.useFakeTimers();
    const { area, onDraft } = compose();
    fireEvent.change(area, { target: { value: "Hello" } });
    fireEvent.keyDown(area, { key: "Enter", ctrlKey: true });
    act(() => vi.advanceTimersByTime(1000));
    expect(onDraft.mock.calls).toEqual([[""]]);
  });

  it("is there again when the conversation is opened again", () => {
    expect(compose({ draft: "where I was" }).area.value).toBe("where I was");
  });
});

describe("files", () => {
  const file = new File(["x"], "receipt.pdf", { type: "application/pdf" });

  it("are taken by drop and by paste; pasted text stays text", () => {
    const { area, onFiles } = compose();
    fireEvent.drop(area, { dataTransfer: { files: [file], types: ["Files"] } });
    fireEvent.paste(area, { clipboardData: { files: [file] } });
    expect(onFiles.mock.calls).toEqual([[[file]], [[file]]]);
    const text = createEvent.paste(area, { clipboardData: { files: [] } });
    fireEvent(area, text);
    expect(text.defaultPrevented).toBe(false);
  });

  it("cannot be attached where nobody takes them", () => {
    compose({ onFiles: undefined });
    expect(screen.queryByRole("button", { name: "Attach files" })).toBeNull();
  });
});

it("says that a note is a note", () => {
  compose({ mode: "note" });
  expect(screen.getByRole("region", { name: "Note" }).className).toContain("bg-violet-tint");
  expect(screen.getByText("Note: only your team sees it")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Add note" })).toBeTruthy();
});

it("is called what it is, and says whom it reaches, where a reply is not one that is sent", () => {
  const words = { name: "Comment", placeholder: "Write a comment", send: "Add comment" };
  const { area } = compose({ words, reach: "Kept here, not sent" });
  expect(screen.getByRole("region", { name: "Comment" })).toBeTruthy();
  expect(screen.getByRole("radio", { name: "Comment" })).toBeTruthy();
  expect(screen.getByRole("textbox", { name: "Comment", description: "Kept here, not sent" })).toBe(area);
  expect(area.placeholder).toBe("Write a comment");
  expect(screen.getByRole("button", { name: "Add comment" })).toBeTruthy();
  cleanup();
  compose({ words, reach: "Kept here, not sent", mode: "note" });
  expect(screen.queryByText("Kept here, not sent")).toBeNull();
  expect(screen.getByRole("textbox", { name: "Note" })).toBeTruthy();
});

function Thread({ rendered }: { rendered: () => void }) {
  rendered();
  return <Composer mode="reply" onMode={vi.fn()} draft="" onDraft={vi.fn()} onSend={vi.fn()} />;
}

it("renders nothing on a keystroke but that there is something to send", async () => {
  const [thread, commits] = [vi.fn(), vi.fn()];
  const { user } = show(
    <Profiler id="thread" onRender={commits}>
      <Thread rendered={thread} />
    </Profiler>,
  );
  await user.type(screen.getByRole("textbox"), "twenty keystrokes ok");
  expect(thread).toHaveBeenCalledOnce();
  expect(commits.mock.calls.length).toBeLessThan(5); // React looks again at what has just changed
});

it("puts text where the caret is", async () => {
  let handle: ComposerHandle | null = null;
  const { area } = compose({
    draft: "Dear , hello",
    ref: (given) => {
      handle = given;
    },
  });
  area.setSelectionRange(5, 5);
  act(() => (handle as ComposerHandle | null)?.insert("Amina"));
  expect(area.value).toBe("Dear Amina, hello");
});
