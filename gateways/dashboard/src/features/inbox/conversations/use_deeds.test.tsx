import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, renderHook, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { BusinessIdProvider } from "@/api/business_context";
import { Problem } from "@/api/problem";
import type { Entry, Outcome } from "@/commands/entry";
import { OutboxProvider, useEntries } from "@/commands/outbox_provider";
import { PartsProvider } from "@/components/parts_provider";
import { takeMeasures } from "@/components/test_render";
import { en } from "@/i18n/en";
import { I18nProvider } from "@/i18n/i18n_provider";
import type { ListedConversation } from "./live";
import { useDeeds } from "./use_deeds";

const sent: Entry[] = [];
/** By conversation: why it is not done. */
const refusals = new Map<string, Problem>();
/** By conversation: what the server says would take it back. */
const undos = new Map<string, object>();
const itemOf = (id: string) => {
  const problem = refusals.get(id);
  return problem
    ? { id, status: problem.status, version: null, problem: { type: `/problems/${problem.rule}`, title: "No" } }
    : { id, status: 200, version: 2, undo: undos.get(id) ?? null };
};
vi.mock("@/commands/send", () => ({
  send: async (entry: Entry): Promise<Outcome> => {
    sent.push(entry);
    if (entry.path.endsWith("/bulk"))
      return { is: "done", answer: { items: (entry.body as { ids: string[] }).ids.map(itemOf) } };
    const id = entry.path.split("/")[2] ?? "";
    const problem = refusals.get(id);
    return problem ? { is: "refused", problem } : { is: "done", answer: { id } };
  },
}));
Object.defineProperty(navigator, "locks", {
  value: { request: (_: string, work: () => Promise<void>) => work() },
});

const row = (id: string, more: Partial<ListedConversation> = {}) =>
  ({
    id,
    status: "open",
    priority: "normal",
    tags: [],
    last_no: 3,
    assigned_to: null,
    ...more,
  }) as unknown as ListedConversation;

function Around({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={new QueryClient()}>
      <I18nProvider start={{ language: "en", catalogue: en }}>
        <PartsProvider>
          <OutboxProvider account="me">
            <BusinessIdProvider value="b">{children}</BusinessIdProvider>
          </OutboxProvider>
        </PartsProvider>
      </I18nProvider>
    </QueryClientProvider>
  );
}

const open = () => renderHook(() => ({ deeds: useDeeds(), entries: useEntries() }), { wrapper: Around }).result;
const asked = () => sent.map(({ path, body }) => [path, body]);

const undo = () => userEvent.click(screen.getByRole("button", { name: "Undo" }));
const movedOn = new Problem(409, { type: "/problems/conversation.moved_on" });

afterEach(cleanup);
beforeEach(() => {
  takeMeasures();
  sent.length = 0;
  refusals.clear();
  undos.clear();
});

it("asks about one as it was seen, and takes it back", async () => {
  const { current } = open();
  act(() => current.deeds.status([row("a"), row("c", { status: "resolved" })], "resolved"));
  await screen.findByText("Resolved");
  await undo();
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(asked()).toEqual([
    ["/conversations/a/status", { status: "resolved", seen: 3 }],
    ["/conversations/a/status", { status: "open" }],
  ]);
});

it("asks once for all that are not so already, says it once, and takes back what the server says it has done", async () => {
  undos.set("a", { status: { status: "open" } });
  undos.set("b", { status: { status: "pending" } });
  undos.set("d", { status: { status: "open" } });
  const { current } = open();
  const rows = [row("a"), row("b", { status: "pending" }), row("c", { status: "resolved" }), row("d")];
  act(() => current.deeds.status(rows, "resolved"));
  await screen.findByText("3 resolved");
  await waitFor(() => expect(current.entries).toHaveLength(0));
  expect(asked()).toEqual([
    ["/conversations/bulk", { ids: ["a", "b", "d"], action: { status: { status: "resolved" } } }],
  ]);
  await undo();
  await waitFor(() => expect(sent).toHaveLength(3));
  expect(asked().slice(1)).toEqual([
    ["/conversations/bulk", { ids: ["a", "d"], action: { status: { status: "open" } } }],
    ["/conversations/bulk", { ids: ["b"], action: { status: { status: "pending" } } }],
  ]);
});

it("asks for at most a hundred at once", async () => {
  const { current } = open();
  act(() =>
    current.deeds.priority(
      Array.from({ length: 201 }, (_, at) => row(`${at}`)),
      "high",
    ),
  );
  await waitFor(() => expect(sent).toHaveLength(3));
  expect(sent.map(({ body }) => (body as { ids: string[] }).ids.length)).toEqual([100, 100, 1]);
});

it("shows at once what it will have changed", () => {
  const hook = open();
  act(() => hook.current.deeds.assign([row("a"), row("b")], { id: "ann", name: "Ann" }));
  expect(hook.current.entries.flatMap(({ changes }) => changes.map((change) => change.row))).toEqual([
    { id: "a", assigned_to: "ann", assigned_name: "Ann" },
    { id: "b", assigned_to: "ann", assigned_name: "Ann" },
  ]);
});

it("says in one line how many the server has refused, and why, and undoes the others", async () => {
  for (const id of ["a", "b"]) refusals.set(id, movedOn);
  undos.set("c", { status: { status: "open" } });
  const { current } = open();
  act(() => current.deeds.status([row("a"), row("b"), row("c")], "resolved"));
  await screen.findByText(`2 of them are as they were. ${en["problem.moved_on"]}`);
  await undo();
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(asked()[1]).toEqual(["/conversations/bulk", { ids: ["c"], action: { status: { status: "open" } } }]);
});

it("does not go on saying that it was done, when it was not", async () => {
  refusals.set("a", movedOn);
  const { current } = open();
  act(() => current.deeds.status([row("a")], "resolved"));
  await screen.findByText(en["problem.moved_on"]);
  expect(screen.queryByText("Resolved")).toBeNull();
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
});

it("says to who has written a subject why it is refused", async () => {
  refusals.set("a", new Problem(422, { title: "No", detail: "A subject is one line." }));
  const { current } = open();
  let why: string | undefined;
  await act(async () => {
    why = await current.deeds.subject(row("a"), "Beans");
  });
  expect(why).toBe("A subject is one line.");
  expect(screen.queryByText("Subject changed")).toBeNull();
});

it("says each of several reasons, with how many it is of", async () => {
  for (const id of ["a", "b"]) refusals.set(id, movedOn);
  refusals.set("c", new Problem(403, { type: "/problems/permission.denied" }));
  const { current } = open();
  act(() => current.deeds.status([row("a"), row("b"), row("c"), row("d")], "resolved"));
  await screen.findByText(`3 of them are as they were. 2: ${en["problem.moved_on"]} 1: ${en["problem.forbidden"]}`);
});

it("does nothing, and says nothing, when there is nothing to do", () => {
  const { current } = open();
  act(() => {
    current.deeds.status([row("a")], "open");
    current.deeds.priority([row("a")], "normal");
    current.deeds.tag([row("a", { tags: ["vip"] })], ["vip"], ["gone"]);
    void current.deeds.subject(row("a"), null);
  });
  expect(sent).toEqual([]);
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
});
