import { beforeEach, expect, it, vi } from "vitest";
import { chosenTimeZone, rememberTimeZone, timeZones } from "./time_zone";

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});

it("is kept, until one goes back to that of the device", () => {
  expect(chosenTimeZone()).toBeUndefined();
  rememberTimeZone("Asia/Kathmandu");
  expect(chosenTimeZone()).toBe("Asia/Kathmandu");
  rememberTimeZone(undefined);
  expect(chosenTimeZone()).toBeUndefined();
});

it("is not taken from who does not know it", () => {
  rememberTimeZone("Mars/Olympus_Mons");
  expect(chosenTimeZone()).toBeUndefined();
});

it("is told by its offset, as it is on that day", () => {
  const of = (at: string) => timeZones(Date.parse(at)).find(({ name }) => name === "Europe/Berlin")?.offset;
  expect(of("2026-01-15T12:00:00Z")).toBe("GMT+1");
  expect(of("2026-07-15T12:00:00Z")).toBe("GMT+2");
});
