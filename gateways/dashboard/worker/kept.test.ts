import { describe, expect, it } from "vitest";
import { changesWho, fateOf, isOf, keyOf } from "./kept";

const asked = (path: string, business: string | null = null, method = "GET") => ({
  method,
  url: `https://desk.example${path}`,
  business,
});

describe("an answer is kept", () => {
  it("under its address and its business, whatever position it asked for", () => {
    const key = keyOf(asked("/conversations?status=open&min_position=7", "b1"));
    expect(key).toBe("https://desk.example/conversations?status=open&of=b1");
    expect(keyOf(asked("/conversations?status=open", "b1"))).toBe(key);
    expect(keyOf(asked("/conversations?status=open", "b2"))).not.toBe(key);
  });

  it("when it is what people read, and is not a command", () => {
    for (const path of [
      "/auth/me",
      "/businesses",
      "/businesses/b1/me",
      "/conversations/c1/messages",
      "/customers/c1",
      "/tickets",
    ])
      expect(keyOf(asked(path)), path).toBeDefined();
    for (const path of [
      "/events",
      "/auth/sessions",
      "/widget/w/messages",
      "/conversationsx",
      "/assets/a.js",
      "/messages?q=a",
    ])
      expect(keyOf(asked(path)), path).toBeUndefined();
    expect(keyOf(asked("/conversations", "b1", "POST"))).toBeUndefined();
  });

  it("when it is JSON and well; what is refused is forgotten, and with the membership all of the business", () => {
    const key = "https://desk.example/conversations?of=b1";
    const me = "https://desk.example/businesses/b1/me";
    expect(fateOf(key, 200, "application/json")).toEqual({ is: "kept" });
    expect(fateOf(key, 200, "text/html")).toEqual({ is: "left" });
    for (const status of [304, 401, 429, 500, 503])
      expect(fateOf(key, status, "application/json")).toEqual({ is: "left" });
    for (const status of [403, 404, 410]) {
      expect(fateOf(key, status, "application/problem+json")).toEqual({ is: "forgotten" });
      expect(fateOf(me, status, "application/problem+json")).toEqual({ is: "business_forgotten", business: "b1" });
    }
  });
});

it("what belongs to a business is told by header or by path", () => {
  expect(isOf("https://desk.example/conversations?of=b1", "b1")).toBe(true);
  expect(isOf("https://desk.example/businesses/b1/team", "b1")).toBe(true);
  expect(isOf("https://desk.example/conversations?of=b2", "b1")).toBe(false);
  expect(isOf("https://desk.example/businesses", "b1")).toBe(false);
});

it("signing in or out changes who sits here; renewing does not", () => {
  for (const path of ["login", "signup", "logout", "reactivate", "deactivate", "delete"].map((what) => `/auth/${what}`))
    expect(changesWho(asked(path, null, "POST"))).toBe(true);
  for (const path of ["/auth/refresh", "/auth/live-ticket", "/businesses"])
    expect(changesWho(asked(path, null, "POST"))).toBe(false);
});
