// What a call can end with besides an answer: a refusal in the server's words, or no word at all.

export interface InputError {
  pointer: string;
  detail: string;
}

/** The server has answered, and refused: RFC 9457. */
export class Problem extends Error {
  override name = "Problem";
  readonly status: number;
  readonly rule: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: InputError[];
  readonly retryAfterMs: number | undefined;
  /** By the clock of this machine; the server has said how long. */
  readonly retryAt: number | undefined;
  /** What the rule tells besides: `newest` of conversation.moved_on, `version` of version.stale. */
  readonly members: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>, retryAfterMs?: number) {
    const title = typeof body.title === "string" ? body.title : `The server answered ${status}.`;
    super(title);
    this.status = status;
    this.rule = typeof body.type === "string" ? body.type.replace(/^.*\/problems\//, "") : "";
    this.title = title;
    this.detail = typeof body.detail === "string" ? body.detail : undefined;
    this.errors = Array.isArray(body.errors) ? body.errors : [];
    this.retryAfterMs = retryAfterMs;
    this.retryAt = retryAfterMs === undefined ? undefined : Date.now() + retryAfterMs;
    this.members = body;
  }

  /** Not now, but the same request may be answered later. */
  get passing() {
    return this.status === 429 || this.status >= 500;
  }

  /** What is said of one member of the input, such as "/email". */
  about(pointer: string) {
    return this.errors.find((error) => error.pointer === pointer)?.detail;
  }
}

/** The server says no, and will say so again: what was shown before is not to be shown any more. */
export function isFinal(error: unknown): error is Problem {
  return error instanceof Problem && !error.passing;
}

/** Nothing was answered: whether it was done is not known. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

export async function problemOf(response: Response) {
  const body = await response.json().catch(() => ({}));
  const members = typeof body === "object" && body !== null ? body : {};
  return new Problem(response.status, members, retryAfterMs(response.headers.get("Retry-After"), Date.now()));
}

/** RFC 9110 §10.2.3: seconds, or a date. */
export function retryAfterMs(header: string | null, now: number) {
  if (!header) return undefined;
  const delay = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(delay) ? Math.max(0, delay) : undefined;
}
