import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import { BusinessIdProvider } from "@/api/business_context";
import { MeProvider } from "@/api/me_context";
import type { Me } from "@/api/types";
import { type Connection, type LiveLayer, LiveLayerProvider } from "@/live/live_layer";
import { useLooking } from "./looking";

const now = Date.parse("2026-11-29T12:00:00Z");
beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(now);
});

let hear: (data: unknown) => void = () => {};
const said: unknown[] = [];
const connection: Connection = {
  state: "live",
  watch: () => () => {},
  overhear: (_, onData) => {
    hear = onData;
    return () => {};
  },
  say: (channel, data) => void said.push([channel, data]),
};
const layer = { connection } as unknown as LiveLayer;

function Around({ children }: { children: ReactNode }) {
  return (
    <LiveLayerProvider value={layer}>
      <BusinessIdProvider value="b">
        <MeProvider value={{ id: "me" } as Me}>{children}</MeProvider>
      </BusinessIdProvider>
    </LiveLayerProvider>
  );
}

function open() {
  said.length = 0;
  const hook = renderHook(() => useLooking("c"), { wrapper: Around });
  const looks = (who: string, for_s: number) =>
    act(() => hear({ who, until: new Date(Date.now() + for_s * 1000).toISOString() }));
  return { hook, looks };
}

it("says that one looks, again and again, and when it is over", () => {
  const { hook } = open();
  expect(said).toEqual([["looking:b:c", {}]]);
  act(() => void vi.advanceTimersByTime(50_000));
  expect(said).toHaveLength(3);
  hook.unmount();
  expect(said.at(-1)).toEqual(["looking:b:c", { left: true }]);
});

it("knows the others until they leave, or are heard of no more", () => {
  const { hook, looks } = open();
  looks("ann", 60);
  looks("bea", 60);
  looks("me", 60);
  looks("ann", 60);
  expect(hook.result.current).toEqual(["ann", "bea"]);
  looks("ann", -1e9);
  expect(hook.result.current).toEqual(["bea"]);
  act(() => void vi.advanceTimersByTime(61_000));
  expect(hook.result.current).toEqual([]);
});

it("tells who has just come, once, that one is there", () => {
  const { looks } = open();
  looks("ann", 60);
  looks("ann", 60);
  expect(said).toHaveLength(2);
});
