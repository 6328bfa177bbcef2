import { describe, expect, it } from "vitest";
import {
  atPlace,
  drawnMarks,
  inOrder,
  lastUntil,
  type Mark,
  micros,
  placeOf,
  scaleOf,
  stepBack,
  stepOn,
  timeIn,
} from "./moments";

const at = (seconds: number, micro = "000000") => `2026-11-30T08:00:${String(seconds).padStart(2, "0")}.${micro}Z`;
const mark = (id: string, time: string): Mark => ({ id, at: time });
const marks = inOrder([mark("b", at(20)), mark("a", at(10)), mark("c", at(20, "000001"))]);

describe("moments of a history", () => {
  it("are in order, and each is one step, a microsecond apart or an hour", () => {
    expect(marks.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(inOrder([mark("x", at(1)), mark("y", at(1))]).map(({ id }) => id)).toEqual(["y"]);
  });

  it("are compared by the microsecond, however they are written", () => {
    expect(micros("2026-11-30T08:00:00.1Z")).toBe(micros("2026-11-30T09:00:00.100000+01:00"));
    expect(micros(at(20, "000001")) - micros(at(20))).toBe(1);
  });

  it("lead back to the one before, and on to the next, and then to now", () => {
    expect(stepBack(marks, at(20))?.id).toBe("a");
    expect(stepBack(marks, at(15))?.id).toBe("a");
    expect(stepBack(marks, at(10))).toBeUndefined();
    expect(stepOn(marks, at(10))?.id).toBe("b");
    expect(stepOn(marks, at(20))?.id).toBe("c");
    expect(stepOn(marks, at(20, "000001"))).toBeUndefined();
  });

  it("say what made it as it was: what happened at that moment has happened", () => {
    expect(lastUntil(marks, at(20))?.id).toBe("b");
    expect(lastUntil(marks, at(9))).toBeUndefined();
  });
});

describe("the slider", () => {
  const now_ms = Date.parse(at(40));
  const scale = scaleOf(marks, now_ms);

  it("goes from the first event to now; half of the way by time, half by how much happened", () => {
    expect(placeOf(at(10), scale)).toBe(0);
    expect(placeOf(at(20), scale)).toBeCloseTo(0.5 / 3 + 0.5 / 3, 5);
    expect(placeOf(at(40), scale)).toBe(1);
  });

  it("has its ends for what lies beyond them", () => {
    expect(placeOf("2001-01-01T00:00:00Z", scale)).toBe(0);
    expect(placeOf("2099-01-01T00:00:00Z", scale)).toBe(1);
    expect(placeOf("2001-01-01T00:00:00Z", scaleOf([], now_ms))).toBe(0);
  });

  it("keeps events apart that were a moment apart, though a year has passed since", () => {
    const busy = inOrder(Array.from({ length: 10 }, (_, n) => mark(`${n}`, at(n))));
    const places = drawnMarks(busy, scaleOf(busy, Date.parse("2027-11-30T08:00:00Z")));
    expect(places).toHaveLength(10);
    expect(Math.min(...places.slice(1).map((place, n) => place - (places[n] ?? 0)))).toBeGreaterThan(0.04);
  });

  it("takes the mark that the hand is near, to the microsecond, and else the time itself", () => {
    expect(atPlace(0.002, scale, marks)).toBe(at(10));
    expect(atPlace(placeOf(at(20), scale) + 0.001, scale, marks)).toBe(at(20));
    const between = placeOf(at(30), scale);
    expect(Date.parse(atPlace(between, scale, marks))).toBeCloseTo(Date.parse(at(30)), -1);
  });

  it("draws marks that are at one place once", () => {
    const twice = [mark("a", at(10)), mark("b", at(10)), mark("c", at(20))];
    expect(drawnMarks(twice, scale)).toHaveLength(2);
  });
});

it("takes times from the address, and nothing else", () => {
  expect(timeIn(at(10))).toBe(at(10));
  for (const wrong of ["yesterday", "2026-11-30", "2026-13-40T99:00:00Z", 7, undefined, "1.2.3"])
    expect(timeIn(wrong)).toBeUndefined();
});
