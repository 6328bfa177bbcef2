import { describe, expect, it } from "vitest";
import { readingOf } from "./clock";
import { anOpenTicket } from "./sample";

const hour_ms = 3_600_000;
const at = (time: string) => Date.parse(`2026-11-29T${time}:00Z`);

describe("the clock of a first answer", () => {
  it("runs: it says how long is left, and when that is little", () => {
    expect(readingOf(anOpenTicket(), at("13:00"))).toEqual({ is: "left", length_ms: 7 * hour_ms, tone: "neutral" });
    expect(readingOf(anOpenTicket(), at("18:30"))?.tone).toBe("amber");
  });

  it("is over from the moment it was due, also before the server has said so", () => {
    expect(readingOf(anOpenTicket(), at("20:00"))).toEqual({ is: "over", length_ms: 0, tone: "red" });
    const breached = anOpenTicket({ first_response: "breached" });
    expect(readingOf(breached, at("22:00"))).toEqual({ is: "over", length_ms: 2 * hour_ms, tone: "red" });
  });

  it("says how long an answer took that came in time", () => {
    const met = anOpenTicket({ first_response: "met", first_response_at: "2026-11-29T13:00:00Z" });
    expect(readingOf(met, at("23:00"))).toEqual({ is: "answered", length_ms: hour_ms, tone: "green" });
  });

  it("stays broken when the answer comes late, and does not go on", () => {
    const late = anOpenTicket({ first_response: "breached", first_response_at: "2026-11-29T21:00:00Z" });
    expect(readingOf(late, at("21:00"))).toEqual({ is: "late", length_ms: hour_ms, tone: "red" });
    expect(readingOf(late, at("23:00"))).toEqual(readingOf(late, at("21:00")));
  });

  it("of a ticket that was resolved without an answer is not called kept", () => {
    const missed = anOpenTicket({
      status: "resolved",
      first_response: "breached",
      resolved_at: "2026-11-29T21:00:00Z",
    });
    expect(readingOf(missed, at("23:00"))?.is).toBe("missed");
    const stopped = anOpenTicket({ status: "closed", first_response: "stopped", resolved_at: "2026-11-29T13:00:00Z" });
    expect(readingOf(stopped, at("23:00"))).toEqual({ is: "stopped", length_ms: 0, tone: "neutral" });
  });

  it("is not there where nothing was promised", () => {
    expect(readingOf(anOpenTicket({ first_response: null, first_response_due_at: null }), at("13:00"))).toBeUndefined();
  });
});
