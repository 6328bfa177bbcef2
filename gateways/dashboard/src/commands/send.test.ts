import { beforeEach, expect, it, vi } from "vitest";
import { send } from "./send";
import { entry } from "./test_browser";

const sent = vi.hoisted(() => vi.fn<(request: Request) => Promise<Response>>());
vi.mock("@/api/browser_session", () => ({ session: { send: sent } }));

beforeEach(() => {
  vi.stubGlobal("location", { origin: "http://here.example" });
  sent.mockReset().mockResolvedValue(Response.json({ id: "c" }));
});

const headerOf = (name: string) => sent.mock.calls[0]?.[0].headers.get(name);

it("asks with the key of the entry, for its business", async () => {
  await send(entry("k", { business: "b", body: { text: "hi" } }));
  expect([headerOf("Idempotency-Key"), headerOf("Business-Id"), headerOf("If-Match")]).toEqual(["k", "b", null]);
});

it("names the version that was seen, so that nothing newer is overwritten", async () => {
  await send(entry("k", { method: "PATCH", version: 17 }));
  expect(headerOf("If-Match")).toBe('"v17"');
});

it("takes a stale version for an answer, and no answer for none", async () => {
  sent.mockResolvedValueOnce(Response.json({ type: "/problems/version.stale", version: 18 }, { status: 412 }));
  expect(await send(entry("k", { version: 17 }))).toMatchObject({
    is: "refused",
    problem: { rule: "version.stale", members: { version: 18 } },
  });
  sent.mockRejectedValueOnce(new TypeError("no network"));
  expect(await send(entry("k"))).toEqual({ is: "unreachable" });
});

it("asks again for a batch of which some could not be decided just now, but not for ever", async () => {
  const some = (status: number) => ({
    items: [
      { id: "a", status: 200, version: 2 },
      { id: "b", status },
    ],
  });
  const answered = (status: number) => Response.json(some(status), { headers: { "Retry-After": "2" } });
  sent.mockImplementation(async () => answered(503));
  expect(await send(entry("k"))).toEqual({ is: "passing", retryAfterMs: 2000 });
  expect(await send(entry("k", { attempts: 4 }))).toEqual({ is: "done", answer: some(503) });
  sent.mockImplementation(async () => answered(409));
  expect(await send(entry("k"))).toEqual({ is: "done", answer: some(409) });
});

it("keeps what a browser without its cookies cannot send, until its person is back", async () => {
  sent.mockResolvedValueOnce(Response.json({ type: "/problems/auth.csrf_token" }, { status: 403 }));
  expect(await send(entry("k"))).toEqual({ is: "signed_out" });
});
