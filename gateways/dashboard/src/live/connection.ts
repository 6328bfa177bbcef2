// One WebSocket a tab (Centrifugo's client protocol), and what is known of its health.
import {
  Centrifuge,
  type ConnectionTokenContext,
  type PublicationContext,
  type SubscribedContext,
  type Subscription,
  UnauthorizedError,
} from "centrifuge";
import { session } from "@/api/browser_session";
import { problemOf } from "@/api/problem";
import type { Live } from "@/api/types";
import type { Change } from "./change";
import type { Frame } from "./channel_log";
import type { Transport } from "./channels";
import type { Connection, ConnectionState } from "./live_layer";

const failures_until_offline = 2;
const server_codes = 3000; // below: our own
const retry_ms = 2000;

export class LiveConnection implements Transport, Connection {
  readonly #client: Centrifuge;
  readonly #watchers = new Set<() => void>();
  #failures = 0;
  #closed = false;
  readonly #catchingUp = new Set<Subscription>();

  constructor() {
    this.#client = new Centrifuge(address(), { getToken: ticket, minReconnectDelay: 200, maxReconnectDelay: 10_000 });
    this.#client.on("connecting", () => this.#notify());
    this.#client.on("connected", () => this.#attempted(0));
    this.#client.on("disconnected", ({ code }) => this.#ended(code));
    this.#client.on("error", () => this.#attempted(this.#failures + 1));
    addEventListener("online", this.#retry);
    addEventListener("offline", this.#notify);
    this.#client.connect();
  }

  close() {
    this.#closed = true;
    removeEventListener("online", this.#retry);
    removeEventListener("offline", this.#notify);
    this.#client.disconnect();
  }

  subscribe(since: Live, onFrame: (frame: Frame) => void) {
    const { channel, offset, epoch } = since;
    const subscription = this.#client.newSubscription(channel, { since: { offset, epoch }, recoverable: true });
    subscription.on("subscribing", () => this.#settled(subscription, false));
    subscription.on("subscribed", ({ recovered, wasRecovering, streamPosition }) => {
      this.#settled(subscription, true);
      onFrame({ is: "subscribed", recovered, wasRecovering, position: streamPosition });
    });
    subscription.on("publication", ({ offset: at = 0, data }) =>
      onFrame({ is: "publication", offset: at, changes: changesOf(data) }),
    );
    subscription.on("unsubscribed", () => {
      this.#settled(subscription, true);
      onFrame({ is: "subscribed", recovered: false, wasRecovering: true, position: undefined }); // access may be lost: ask again
    });
    subscription.subscribe();
    return () => {
      subscription.removeAllListeners();
      this.#settled(subscription, true);
      subscription.unsubscribe();
      this.#client.removeSubscription(subscription);
    };
  }

  overhear(channel: string, onData: (data: unknown) => void, onStart?: (data: unknown) => void) {
    const subscription = this.#client.getSubscription(channel) ?? this.#client.newSubscription(channel);
    const start = ({ data }: SubscribedContext) => onStart?.(data);
    const hear = ({ data }: PublicationContext) => onData(data);
    subscription.on("subscribed", start);
    subscription.on("publication", hear);
    subscription.subscribe();
    return () => {
      subscription.off("subscribed", start);
      subscription.off("publication", hear);
      if (subscription.listeners("publication").length > 0) return; // somebody else is listening
      subscription.unsubscribe();
      this.#client.removeSubscription(subscription);
    };
  }

  say(channel: string, data: unknown) {
    if (this.state === "live") this.#client.publish(channel, data).catch(() => undefined);
  }

  get state(): ConnectionState {
    if (!navigator.onLine || this.#failures >= failures_until_offline) return "offline";
    return this.#client.state === "connected" && this.#catchingUp.size === 0 ? "live" : "catching_up";
  }

  watch = (watcher: () => void) => {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  };

  #retry = () => {
    if (this.#client.state !== "connected") {
      this.#client.disconnect();
      this.#client.connect();
    }
    this.#notify();
  };

  /** The server has ended it, such as when the session was: whoever asks for a ticket hears whether there still is one. */
  #ended(code: number) {
    this.#attempted(failures_until_offline);
    if (code >= server_codes) setTimeout(() => this.#closed || this.#client.connect(), retry_ms);
  }

  #settled(subscription: Subscription, settled: boolean) {
    if (settled) this.#catchingUp.delete(subscription);
    else this.#catchingUp.add(subscription);
    this.#notify();
  }

  /** A ticket opens one connection: the next attempt takes its own. */
  #attempted(failures: number) {
    this.#client.setToken("");
    this.#failures = failures;
    this.#notify();
  }

  #notify = () => {
    for (const watcher of this.#watchers) watcher();
  };
}

function address() {
  const url = new URL("/connection/websocket", location.origin);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

async function ticket(_: ConnectionTokenContext) {
  const response = await session.send(new Request(new URL("/auth/live-ticket", location.origin), { method: "POST" }));
  if (response.status === 401) throw new UnauthorizedError("signed out");
  if (!response.ok) throw await problemOf(response);
  const answer: { ticket: string } = await response.json();
  return answer.ticket;
}

function changesOf(data: unknown): Change[] {
  return typeof data === "object" && data !== null && "changes" in data && Array.isArray(data.changes)
    ? data.changes
    : [];
}
