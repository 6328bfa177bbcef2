import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useRef } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { KeysProvider, useScopes } from "./keys_provider";
import { useKeys } from "./use_keys";

afterEach(cleanup);

const archive = vi.fn();

function List() {
  useKeys("List", [
    { text: "Archive", keys: "e", run: archive },
    { text: "Find", keys: "mod+k", run: archive },
    { text: "Move on", keys: "shift+right", run: archive },
  ]);
  return <button type="button">row</button>;
}

function Thread({ resolve }: { resolve?: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useKeys("Thread", [
    { text: "Reply", keys: "r", run: () => field.current?.focus() },
    resolve && { text: "Resolve", keys: "e", run: resolve },
  ]);
  return <textarea ref={field} aria-label="reply" />;
}

function Sheet() {
  return (
    <output>
      {useScopes()
        .map((scope) => `${scope.name}: ${scope.actions.map(({ text }) => text)}`)
        .join("; ")}
    </output>
  );
}

function show(thread?: React.ReactNode) {
  archive.mockClear();
  const user = userEvent.setup();
  const view = render(
    <KeysProvider>
      <List />
      {thread}
      <div role="dialog">
        <button type="button">in the dialog</button>
      </div>
      <Sheet />
    </KeysProvider>,
  );
  return { user, view };
}

it("does what a letter says, wherever the focus is but in a text", async () => {
  const { user } = show(<Thread />);
  await user.keyboard("e");
  await user.click(screen.getByText("row"));
  await user.keyboard("e");
  expect(archive).toHaveBeenCalledTimes(2);
  await user.click(screen.getByLabelText("reply"));
  await user.keyboard("eee");
  expect(archive).toHaveBeenCalledTimes(2);
});

it("takes what follows the letter at once into the field that it opens, and the letter into none", async () => {
  const { user } = show(<Thread />);
  await user.keyboard("reee");
  expect(screen.getByLabelText<HTMLTextAreaElement>("reply").value).toBe("eee");
  expect(archive).not.toHaveBeenCalled();
});

it("hears chords even in a text, and leaves letters to dialogs", async () => {
  const { user } = show(<Thread />);
  await user.click(screen.getByLabelText("reply"));
  await user.keyboard("{Control>}k{/Control}");
  expect(archive).toHaveBeenCalledTimes(1);
  await user.click(screen.getByText("in the dialog"));
  await user.keyboard("e");
  expect(archive).toHaveBeenCalledTimes(1);
});

it("lets one leave a text by Escape: then letters are commands again", async () => {
  const { user } = show(<Thread />);
  await user.keyboard("rhello{Escape}e");
  expect(screen.getByLabelText<HTMLTextAreaElement>("reply").value).toBe("hello");
  expect(archive).toHaveBeenCalledOnce();
});

it("tells a shifted arrow from an arrow", async () => {
  const { user } = show();
  await user.keyboard("{ArrowRight}{ArrowLeft}");
  expect(archive).not.toHaveBeenCalled();
  await user.keyboard("{Shift>}{ArrowRight}{/Shift}");
  expect(archive).toHaveBeenCalledOnce();
});

it("does once what a key that is held down says", async () => {
  const { user } = show();
  await user.keyboard("{e>5/}");
  expect(archive).toHaveBeenCalledOnce();
});

it("gives a letter to the innermost that knows it", async () => {
  const resolve = vi.fn();
  const { user } = show(<Thread resolve={resolve} />);
  await user.keyboard("e");
  expect(resolve).toHaveBeenCalledOnce();
  expect(archive).not.toHaveBeenCalled();
});

function Everywhere({ find }: { find: () => void }) {
  useKeys("Anywhere", [{ text: "Search", keys: "e", run: find }], true);
  return null;
}

it("gives what works everywhere only the keys that no screen has, whichever came first", async () => {
  const find = vi.fn();
  const { user } = show(<Everywhere find={find} />);
  await user.keyboard("e");
  expect(archive).toHaveBeenCalledOnce();
  expect(find).not.toHaveBeenCalled();
  expect(screen.getByRole("status").textContent).toBe("List: Archive,Find,Move on; Anywhere: Search");
});

it("knows what can be done now, for the palette and the sheet", () => {
  const { view } = show(<Thread />);
  expect(screen.getByRole("status").textContent).toBe("Thread: Reply; List: Archive,Find,Move on");
  view.rerender(
    <KeysProvider>
      <Sheet />
    </KeysProvider>,
  );
  expect(screen.getByRole("status").textContent).toBe("");
});
