import { act, cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { MeProvider } from "@/api/me_context";
import type { Me } from "@/api/types";
import { PartsProvider } from "@/components/parts_provider";
import { en } from "@/i18n/en";
import { I18nProvider } from "@/i18n/i18n_provider";
import { KeysProvider } from "@/keys/keys_provider";
import { takeWriting } from "../thread/start_writing";
import type { ListedConversation } from "./live";
import type { Deeds } from "./use_deeds";
import { useListKeys } from "./use_list_keys";
import { useSelection } from "./use_selection";

const row = (id: string, status = "open") => ({ id, status, last_no: 1 }) as unknown as ListedConversation;
const rows = [row("a"), row("b", "resolved"), row("c")];
const me = {
  id: "me",
  account_id: "account",
  permissions: ["conversations_reply", "conversations_assign", "conversations_close"],
} as unknown as Me;

const told = { status: vi.fn(), step: vi.fn(), show: vi.fn(), onAsking: vi.fn(), onSearch: vi.fn(), onView: vi.fn() };

function List({ open }: { open?: string }) {
  const selection = useSelection(rows, "open");
  const { status, ...rest } = told;
  useListKeys({ ...rest, rows, open, selection, deeds: { status } as unknown as Deeds, onNew: undefined });
  return (
    <>
      {rows.map(({ id }) => (
        <button key={id} type="button" data-row={id}>
          {id}
        </button>
      ))}
      <output data-testid="selected">{[...selection.ids].join(" ")}</output>
    </>
  );
}

function show(open?: string) {
  render(
    <I18nProvider start={{ language: "en", catalogue: en }}>
      <KeysProvider>
        <MeProvider value={me}>
          <PartsProvider>
            <List {...(open ? { open } : {})} />
          </PartsProvider>
        </MeProvider>
      </KeysProvider>
    </I18nProvider>,
  );
  return userEvent.setup();
}
const focus = (id: string) => act(() => screen.getByText(id, { selector: "button" }).focus());
const selected = () => screen.getByTestId("selected").textContent;

afterEach(cleanup);
beforeEach(() => {
  for (const one of Object.values(told)) one.mockClear();
});

it("is about the row that has the focus", async () => {
  const user = show();
  focus("b");
  await user.keyboard("e");
  expect(told.status).toHaveBeenLastCalledWith([rows[1]], "open"); // it was over
  await user.keyboard("a");
  expect(told.onAsking).toHaveBeenLastCalledWith("assign");
  expect(selected()).toBe("b"); // one sees what it is about
});

it("is about those that are selected, until they are let go of", async () => {
  const user = show();
  focus("a");
  await user.keyboard("x");
  focus("c");
  await user.keyboard("x");
  expect(selected()).toBe("a c");
  focus("b");
  await user.keyboard("e");
  expect(told.status).toHaveBeenLastCalledWith([rows[0], rows[2]], "resolved");
  expect(selected()).toBe("");
  await user.keyboard("{Escape}");
});

it("leaves letters to the conversation that is open, but for selecting", async () => {
  const user = show("c");
  focus("a");
  await user.keyboard("eatpsrn");
  expect(told.status).not.toHaveBeenCalled();
  expect(told.onAsking).not.toHaveBeenCalled();
  expect(told.show).not.toHaveBeenCalled();
  await user.keyboard("x");
  expect(selected()).toBe("a");
  await user.keyboard("e");
  expect(told.status).toHaveBeenLastCalledWith([rows[0]], "resolved");
});

it("opens the row to write in it, and keeps what is typed meanwhile", async () => {
  const user = show();
  focus("a");
  await user.keyboard("rexa");
  expect(told.show).toHaveBeenCalledExactlyOnceWith("a");
  expect(told.status).not.toHaveBeenCalled();
  expect(takeWriting("a")).toEqual({ mode: "reply", typed: "exa" });
});

it("does nothing about no row", async () => {
  const user = show();
  await user.keyboard("eaxr/");
  expect(told.status).not.toHaveBeenCalled();
  expect(told.show).not.toHaveBeenCalled();
  expect(selected()).toBe("");
  expect(told.onSearch).toHaveBeenCalledOnce();
});
