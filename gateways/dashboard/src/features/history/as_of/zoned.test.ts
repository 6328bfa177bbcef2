import { expect, it } from "vitest";
import { momentIn, writtenIn } from "./zoned";

const iso = (zone: string, written: string) => {
  const at = momentIn(zone, written);
  return at === undefined ? undefined : new Date(at).toISOString();
};

it("reads and writes a time as the clock of that zone shows it", () => {
  expect(writtenIn("Europe/Berlin", Date.parse("2026-11-30T08:00:00Z"))).toBe("2026-11-30T09:00:00");
  expect(iso("Europe/Berlin", "2026-11-30T09:00:00")).toBe("2026-11-30T08:00:00.000Z");
  expect(iso("Asia/Kathmandu", "2026-11-30T09:00")).toBe("2026-11-30T03:15:00.000Z");
  expect(iso("America/New_York", "2026-07-01T00:00:00")).toBe("2026-07-01T04:00:00.000Z");
  expect(writtenIn("UTC", Date.parse("2026-11-30T00:00:00Z"))).toBe("2026-11-30T00:00:00");
});

it("takes the first of an hour that comes twice, and leaves none out", () => {
  expect(iso("Europe/Berlin", "2026-10-25T02:30:00")).toBe("2026-10-25T00:30:00.000Z");
  expect(iso("Europe/Berlin", "2026-10-25T03:30:00")).toBe("2026-10-25T02:30:00.000Z");
  expect(iso("Europe/Berlin", "2026-03-29T02:30:00")).toBe("2026-03-29T01:30:00.000Z");
});

it("knows what is no time", () => {
  for (const wrong of ["", "yesterday", "2026-13-01T00:00"]) expect(iso("UTC", wrong)).toBeUndefined();
});
