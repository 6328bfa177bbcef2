import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { askEarly, early, forgetEarly } from "./answers";

const here = "http://house";
const fetched = vi.fn<typeof fetch>();
const request = (path: string, business?: string) =>
  new Request(`${here}${path}`, business ? { headers: { "Business-Id": business } } : {});
const textOf = async (answer: Promise<Response> | undefined) => (await answer)?.text();

beforeEach(() => {
  vi.stubGlobal("location", { origin: here });
  vi.stubGlobal("fetch", fetched);
  fetched.mockReset();
});
afterEach(() => {
  forgetEarly();
  vi.unstubAllGlobals();
});

it("answers the same request once, with what came early", async () => {
  fetched.mockResolvedValueOnce(new Response("early"));
  askEarly([{ path: "/conversations?status=open", business: "b1" }]);
  expect(early(request("/conversations?status=open", "b2"))).toBeUndefined();
  expect(early(request("/conversations", "b1"))).toBeUndefined();
  expect(await textOf(early(request("/conversations?status=open", "b1")))).toBe("early");
  expect(early(request("/conversations?status=open", "b1"))).toBeUndefined();
  expect(fetched).toHaveBeenCalledOnce();
});

it("asks again for what was refused or lost: a session may have been renewed meanwhile", async () => {
  fetched.mockResolvedValueOnce(new Response("", { status: 401 })).mockResolvedValueOnce(new Response("renewed"));
  askEarly([{ path: "/auth/me" }]);
  expect(await textOf(early(request("/auth/me")))).toBe("renewed");
  fetched.mockRejectedValueOnce(new TypeError("lost")).mockResolvedValueOnce(new Response("there"));
  askEarly([{ path: "/auth/me" }]);
  expect(await textOf(early(request("/auth/me")))).toBe("there");
});

it("knows nothing after the first screen", () => {
  fetched.mockResolvedValue(new Response("early"));
  askEarly([{ path: "/auth/me" }]);
  forgetEarly();
  expect(early(request("/auth/me"))).toBeUndefined();
});
