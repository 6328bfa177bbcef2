// The widget's routes (openapi: /widget/{widget_key}/…), and what their answers mean for who has asked. Cookies stay at home: a visitor is
// known by its token alone.
import type { Visitor } from "./keep";
import type { Message } from "./messages";

export interface Live {
  channel: string;
  offset: number;
  epoch: string;
}

export interface Page {
  items: Message[];
  next_cursor: string | null;
  live: Live;
}

// later: the same may do after so many milliseconds; none: the browser or the server says when the way is free again.
// over: the token is nobody's any more.  no: it is refused for good, for that reason.
export type Failure = { is: "later"; after_ms?: number } | { is: "over" } | { is: "no"; code: string; detail: string };
export type Answer<T> = { is: "done"; value: T } | Failure;

export interface Asking {
  embedder: () => string;
  fetch?: typeof fetch;
}

export class Api {
  private position = "";
  constructor(
    private readonly base: string, // "/widget/wk_…"
    private readonly asking: Asking,
  ) {}

  begin(key: string, who: { name?: string; email?: string }): Promise<Answer<Visitor>> {
    return this.ask<{ visitor_token: string; customer_id: string }, Visitor>(
      "POST",
      "/visitors",
      { key, body: who },
      (made) => ({
        token: made.visitor_token,
        customer_id: made.customer_id,
      }),
    );
  }

  say(visitor: Visitor, key: string, text: string): Promise<Answer<Message>> {
    return this.ask<Message, Message>("POST", "/messages", { visitor, key, body: { text } }, (message) => message);
  }

  read(visitor: Visitor, cursor?: string): Promise<Answer<Page>> {
    const query = new URLSearchParams({ limit: "50" });
    if (cursor) query.set("cursor", cursor);
    if (this.position) query.set("min_position", this.position);
    return this.ask<Page, Page>("GET", `/messages?${query}`, { visitor }, (page) => page);
  }

  report(visitor: Visitor, id: string, status: "read"): Promise<Answer<unknown>> {
    return this.ask("POST", `/messages/${id}/status`, { visitor, body: { status } }, (value) => value);
  }

  private async ask<In, Out>(
    method: string,
    path: string,
    { visitor, key, body }: { visitor?: Visitor; key?: string; body?: unknown },
    made: (value: In) => Out,
  ): Promise<Answer<Out>> {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (visitor) headers.Authorization = `Bearer ${visitor.token}`;
    if (key) headers["Idempotency-Key"] = key;
    const embedder = this.asking.embedder();
    if (embedder) headers["Millrace-Embedder"] = embedder;
    let response: Response;
    try {
      response = await (this.asking.fetch ?? fetch)(this.base + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
      });
      const position = response.headers.get("Journal-Position");
      if (position && method === "POST") this.position = position;
      const value = (await response.json()) as In;
      if (response.ok) return { is: "done", value: made(value) };
      return failed(response, value as { type?: string; detail?: string; title?: string });
    } catch {
      return { is: "later" }; // no way there, or an answer that breaks off: it may have been done, and the key says so
    }
  }
}

function failed(response: Response, problem: { type?: string; detail?: string; title?: string }): Failure {
  const code = problem.type?.split("/").pop() ?? "";
  if (response.status === 401 || code === "customer.not_found" || code === "subject.erased") return { is: "over" };
  if (response.status === 429 || response.status >= 500) {
    const after_s = Number(response.headers.get("Retry-After"));
    return { is: "later", after_ms: after_s > 0 ? after_s * 1000 : undefined };
  }
  return { is: "no", code, detail: problem.detail ?? problem.title ?? "" };
}
