// What answers mean.
import { expect, test, vi } from "vitest";
import { Api } from "./api";

const zoe = { token: "vt_1", customer_id: "zoe" };

function api(...answers: (Response | Error)[]) {
  const fetch = vi.fn(async (_url: string, _init: RequestInit) => {
    const answer = answers.shift() as Response | Error;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return {
    fetch,
    api: new Api("/widget/wk", {
      embedder: () => "https://shop.example",
      fetch: fetch as unknown as typeof globalThis.fetch,
    }),
  };
}
const problem = (status: number, code: string, headers = {}) =>
  new Response(JSON.stringify({ type: `/problems/${code}`, detail: "why" }), { status, headers });

test("a text goes with its key and its token, without cookies, and says on whose page it was written", async () => {
  const { api: it, fetch } = api(new Response("{}", { status: 201 }));
  await it.say(zoe, "key", "hello");
  const [url, init] = fetch.mock.calls[0] as [string, RequestInit];
  expect(url).toBe("/widget/wk/messages");
  expect(init).toMatchObject({ method: "POST", credentials: "omit", body: '{"text":"hello"}' });
  expect(init.headers).toMatchObject({
    Authorization: "Bearer vt_1",
    "Idempotency-Key": "key",
    "Millrace-Embedder": "https://shop.example",
  });
});

test("what is read includes what was said", async () => {
  const { api: it, fetch } = api(
    new Response("{}", { status: 201, headers: { "Journal-Position": "x.1.2" } }),
    new Response('{"items":[]}'),
  );
  await it.say(zoe, "key", "hello");
  await it.read(zoe);
  expect(fetch.mock.calls[1]?.[0]).toBe("/widget/wk/messages?limit=50&min_position=x.1.2");
});

test("a broken way, a busy server and a limit mean later; a token of nobody's that it is over; all else no", async () => {
  const { api: it } = api(
    new TypeError("failed"),
    problem(503, "journal.not_now", { "Retry-After": "3" }),
    problem(429, "limit.rate", { "Retry-After": "7" }),
    new Response("<html>", { status: 502 }),
    problem(401, "auth.required"),
    problem(404, "customer.not_found"),
    problem(410, "subject.erased"),
    problem(403, "widget.origin_denied"),
  );
  const answers = [];
  for (let n = 0; n < 8; ++n) answers.push(await it.say(zoe, "key", "hello"));
  expect(answers).toEqual([
    { is: "later" },
    { is: "later", after_ms: 3_000 },
    { is: "later", after_ms: 7_000 },
    { is: "later" },
    { is: "over" },
    { is: "over" },
    { is: "over" },
    { is: "no", code: "widget.origin_denied", detail: "why" },
  ]);
});
