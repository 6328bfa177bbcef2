// One entry to the server, and what came of it.
import { session } from "@/api/browser_session";
import { rememberPosition } from "@/api/positions";
import { problemOf, retryAfterMs } from "@/api/problem";
import { csrf_rule } from "@/api/session";
import { isUnfinished } from "./batch";
import type { Entry, Outcome } from "./entry";

const patience_ms = 30_000; // then the reply is lost, and the same key asks again
const most_repeats = 4; // of a batch of which some cannot be decided: the rest is not kept waiting for them

export async function send(entry: Entry): Promise<Outcome> {
  let response: Response;
  try {
    response = await session.send(requestOf(entry));
  } catch {
    return { is: "unreachable" };
  }
  if (response.status === 401) return { is: "signed_out" };
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.rule === csrf_rule) return { is: "signed_out" };
    return problem.passing ? { is: "passing", retryAfterMs: problem.retryAfterMs } : { is: "refused", problem };
  }
  rememberPosition(entry.business, response.headers.get("Journal-Position"));
  const answer = await response.json().catch(() => undefined); // a reply that breaks off is a lost reply
  if (answer === undefined && response.status !== 204) return { is: "unreachable" };
  if (isUnfinished(answer) && entry.attempts < most_repeats)
    return { is: "passing", retryAfterMs: retryAfterMs(response.headers.get("Retry-After"), Date.now()) };
  return { is: "done", answer };
}

function requestOf(entry: Entry) {
  const headers: Record<string, string> = { "Idempotency-Key": entry.key };
  if (entry.version !== undefined) headers["If-Match"] = `"v${entry.version}"`;
  if (entry.business) headers["Business-Id"] = entry.business;
  if (entry.body !== undefined) headers["Content-Type"] = "application/json";
  return new Request(new URL(entry.path, location.origin), {
    method: entry.method,
    headers,
    signal: AbortSignal.timeout(patience_ms),
    ...(entry.body === undefined ? {} : { body: JSON.stringify(entry.body) }),
  });
}
