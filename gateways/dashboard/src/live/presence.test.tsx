import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { LiveChannels } from "./channels";
import { type ConnectionState, LiveLayerProvider } from "./live_layer";
import { PresenceProvider, useOwnStatus, usePeople } from "./presence";

afterEach(cleanup);

function Face() {
  const { own, choose } = useOwnStatus();
  return (
    <button type="button" onClick={() => choose("busy")}>
      {own}, {[...usePeople()].map(([id, { status }]) => `${id} ${status}`).join(" ")}
    </button>
  );
}

/** A page, and a connection that breaks and comes back. */
function open() {
  let state: ConnectionState = "live";
  let hear = (_: unknown) => {};
  let start = (_: unknown) => {};
  const watchers = new Set<() => void>();
  const say = vi.fn();
  const connection = {
    get state() {
      return state;
    },
    watch: (watcher: () => void) => {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    overhear: (_: string, onData: typeof hear, onStart: typeof start = () => {}) => {
      hear = onData;
      start = onStart;
      return () => {};
    },
    say,
  };
  render(
    <LiveLayerProvider value={{ connection, channels: {} as LiveChannels }}>
      <PresenceProvider business="b" me="me">
        <Face />
      </PresenceProvider>
    </LiveLayerProvider>,
  );
  const of = (...members: [string, string][]) => ({
    members: members.map(([member_id, status]) => ({ member_id, status, last_seen_at: null })),
  });
  return {
    said: () => say.mock.calls.map(([, data]) => data).filter((data) => "status" in data),
    starts: (...members: [string, string][]) => act(() => start(of(...members))),
    hears: (...members: [string, string][]) => act(() => hear(of(...members))),
    becomes: (next: ConnectionState) =>
      act(() => {
        state = next;
        for (const watcher of watchers) watcher();
      }),
    press: () => act(() => screen.getByRole("button").click()),
    shows: () => screen.getByRole("button").textContent,
  };
}

it("shows who is there, and who comes", () => {
  const page = open();
  page.starts(["me", "online"], ["ann", "away"]);
  page.hears(["bob", "busy"]);
  expect(page.shows()).toBe("online, me online ann away bob busy");
});

it("forgets with a new beginning who has gone meanwhile", () => {
  const page = open();
  page.starts(["me", "online"], ["ann", "away"]);
  page.starts(["me", "online"]);
  expect(page.shows()).toBe("online, me online");
});

it("says how one is, and shows it at once", () => {
  const page = open();
  page.starts(["me", "online"]);
  page.press();
  expect(page.shows()).toBe("busy, me busy");
  expect(page.said()).toEqual([{ status: "busy" }]);
});

it("says it again to a server that does not know it any more, and what could not be said when it can", () => {
  const page = open();
  page.starts(["me", "online"]);
  page.becomes("offline");
  page.press();
  expect(page.said()).toEqual([]);
  page.becomes("live");
  expect(page.said()).toEqual([{ status: "busy" }]);
  page.becomes("catching_up");
  page.starts(["me", "online"]);
  page.becomes("live");
  expect(page.said()).toEqual([{ status: "busy" }, { status: "busy" }]);
});

it("shows nobody as being there while nothing is heard, and all again when it is", () => {
  const page = open();
  page.starts(["me", "online"], ["ann", "busy"]);
  page.becomes("offline");
  expect(page.shows()).toBe("offline, me offline ann offline");
  page.becomes("live");
  expect(page.shows()).toBe("online, me online ann busy");
});

it("does not say again what was taken back in another tab", () => {
  const page = open();
  page.starts(["me", "online"]);
  page.press();
  page.hears(["me", "online"]);
  page.becomes("catching_up");
  page.starts(["me", "online"]);
  page.becomes("live");
  expect(page.said()).toEqual([{ status: "busy" }]);
});
