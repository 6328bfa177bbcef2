// What happens while somebody looks: the visitor's channel goes on where the page of messages ended, and says when an agent types. As much
// of the Centrifugo client protocol (JSON) as one visitor needs, since the usual client is larger than all the rest of the frame.
import type { Live as Position } from "./api";
import type { Visitor } from "./keep";
import type { Change } from "./messages";

export interface Heard {
  changes: (changes: Change[]) => void;
  typing: (until: string) => void;
  connected: (connected: boolean) => void;
  missed: () => void; // more than the channel can tell again: to be read anew
  over: () => void; // the token is nobody's any more
}

export type Socket = Pick<WebSocket, "send" | "close" | "onopen" | "onmessage" | "onclose">;

interface Published {
  data?: { changes?: Change[]; who?: string; until?: string };
  offset?: number;
}

interface Frame {
  id?: number;
  error?: { code: number; message: string; temporary?: boolean };
  connect?: { ping?: number };
  subscribe?: {
    epoch?: string;
    offset?: number;
    was_recovering?: boolean;
    recovered?: boolean;
    publications?: Published[];
  };
  push?: { channel?: string; pub?: Published; unsubscribe?: { code: number } };
}

const connecting = 1;
const thread = 2;
const typing = 3;
const typing_every_ms = 3_000;
const ping_late_ms = 10_000;
const first_pause_ms = 500;
const longest_pause_ms = 15_000;
const unauthorized = 101;
const invalid_token = 3500;
const asked_to_stay_away = (code: number) => code > invalid_token && code < 4000;

export class LiveLine {
  private socket: Socket | undefined;
  private visitor: Visitor | undefined;
  private at: Position = { channel: "", offset: 0, epoch: "" };
  private connected = false;
  private said = typing; // numbers of what has been asked for
  private typed_at = 0;
  private pause_ms = first_pause_ms;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private ping_ms = 25_000;

  constructor(
    private readonly url: string,
    private readonly heard: Heard,
    private readonly dial: (url: string) => Socket = (to) => new WebSocket(to),
    private readonly chance: () => number = Math.random,
  ) {}

  get isOpen() {
    return this.visitor !== undefined;
  }

  open(visitor: Visitor, live: Position) {
    this.close();
    this.visitor = visitor;
    this.at = { ...live };
    this.connect();
  }

  close() {
    this.visitor = undefined;
    this.hangUp();
  }

  // The way may be free again: nobody waits for the next try.
  hurry() {
    if (!this.visitor || this.socket) return;
    clearTimeout(this.timer);
    this.pause_ms = first_pause_ms;
    this.connect();
  }

  // The visitor types; said now and then, and to nobody while the line is down.
  types(now = Date.now()) {
    if (!this.connected || now - this.typed_at < typing_every_ms) return;
    this.typed_at = now;
    this.send({ id: ++this.said, publish: { channel: this.typingChannel(), data: {} } });
  }

  // "visitor:<business>:<customer>" → "typing:<business>:visitor:<customer>"
  private typingChannel() {
    const [, business, customer] = this.at.channel.split(":");
    return `typing:${business}:visitor:${customer}`;
  }

  private connect() {
    const socket = this.dial(this.url);
    this.socket = socket;
    socket.onopen = () => this.send({ id: connecting, connect: { token: this.visitor?.token, name: "widget" } });
    socket.onmessage = ({ data }) => {
      if (this.socket === socket)
        for (const line of String(data).split("\n")) if (line) this.hear(JSON.parse(line) as Frame);
    };
    socket.onclose = ({ code }) => {
      if (this.socket === socket) this.lost(code);
    };
    this.expect(ping_late_ms); // an answer
  }

  // Somebody is to be heard within that time; else the line is dead, whatever the browser believes.
  private expect(ms: number) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.lost(0), ms);
  }

  private hangUp() {
    clearTimeout(this.timer);
    this.connected = false;
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
  }

  private lost(code: number) {
    this.hangUp();
    if (!this.visitor) return;
    this.heard.connected(false);
    if (code === invalid_token) {
      this.visitor = undefined;
      return this.heard.over();
    }
    if (asked_to_stay_away(code)) this.pause_ms = longest_pause_ms;
    this.timer = setTimeout(() => this.connect(), this.pause_ms * (0.5 + this.chance() / 2));
    this.pause_ms = Math.min(longest_pause_ms, this.pause_ms * 2);
  }

  private send(what: object) {
    this.socket?.send(JSON.stringify(what));
  }

  private subscribe() {
    const { channel, offset, epoch } = this.at;
    this.send({ id: thread, subscribe: { channel, recover: true, offset, epoch } });
  }

  private hear(frame: Frame) {
    if (this.connected) this.expect(this.ping_ms + ping_late_ms);
    if (Object.keys(frame).length === 0) return this.send({}); // a ping
    if (frame.error) return this.refused(frame.id, frame.error);
    if (frame.connect) {
      this.connected = true;
      this.ping_ms = (frame.connect.ping ?? 25) * 1000;
      this.expect(this.ping_ms + ping_late_ms);
      this.subscribe();
      this.send({ id: typing, subscribe: { channel: this.typingChannel() } });
    } else if (frame.id === thread && frame.subscribe) this.subscribed(frame.subscribe);
    else if (frame.push) this.pushed(frame.push);
  }

  private subscribed({ epoch, offset, recovered, publications }: NonNullable<Frame["subscribe"]>) {
    this.pause_ms = first_pause_ms;
    for (const published of publications ?? []) this.take(published);
    if (epoch !== undefined && offset !== undefined)
      this.at = { ...this.at, epoch, offset: Math.max(offset, recovered ? this.at.offset : 0) };
    this.heard.connected(true);
    if (recovered === false) this.heard.missed();
  }

  private pushed({ channel, pub, unsubscribe }: NonNullable<Frame["push"]>) {
    if (channel === this.at.channel) {
      if (pub) this.take(pub);
      if (unsubscribe) {
        if (unsubscribe.code >= 2500) return this.subscribe(); // it may go on from elsewhere
        this.close();
        this.heard.over();
      }
    } else if (pub?.data?.who === "agent" && pub.data.until) this.heard.typing(pub.data.until);
  }

  private take({ data, offset }: Published) {
    if (offset !== undefined) this.at.offset = offset;
    if (data?.changes) this.heard.changes(data.changes);
  }

  private refused(id: number | undefined, { code, temporary }: NonNullable<Frame["error"]>) {
    if (id === connecting && code === unauthorized) return this.lost(invalid_token);
    if (id === connecting || (id === thread && temporary)) return this.lost(0); // another try, on another line
    if (id !== thread) return; // typing is a courtesy
    this.close();
    this.heard.over();
  }
}
