import { expect, it } from "vitest";
import { curlLine } from "./curl";
import { expiresAt, standingOf } from "./expiry";

const now = Date.parse("2026-11-30T12:00:00Z");

it("ends after so many days, or never", () => {
  expect(expiresAt("30", now)).toBe("2026-12-30T12:00:00.000Z");
  expect(expiresAt("never", now)).toBeUndefined();
});

it("says what is worth knowing of a key", () => {
  const of = (more: object) => standingOf({ status: "active", ...more }, now);
  expect(of({})).toBe("active");
  expect(of({ expires_at: "2027-11-30T12:00:00Z", old_until: null })).toBe("active");
  expect(of({ old_until: "2026-12-01T12:00:00Z" })).toBe("rotating");
  expect(of({ old_until: "2026-11-30T11:00:00Z" })).toBe("active");
  expect(of({ expires_at: "2026-12-02T12:00:00Z", old_until: "2026-12-01T12:00:00Z" })).toBe("soon");
  expect(of({ expires_at: "2026-11-30T11:59:59Z" })).toBe("expired");
  expect(of({ status: "revoked", expires_at: "2026-12-02T12:00:00Z" })).toBe("revoked");
});

it("shows a line that the key may ask", () => {
  const line = curlLine("https://desk.example", "mr_live_1", ["customers_view", "customers_edit"]);
  expect(line).toBe('curl -H "Authorization: Bearer mr_live_1" "https://desk.example/customers?limit=5"');
});
