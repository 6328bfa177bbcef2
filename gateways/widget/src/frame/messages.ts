// The conversation as the frame knows it: what the server has said, and what has not been sent yet. Pure.

export interface Message {
  id: string;
  conversation_id: string;
  author: string; // customer, agent, bot, system
  author_name?: string | null;
  text: string | null;
  status: string;
  created_at: string;
  deleted_at?: string | null;
  agent?: { name: string | null } | null;
  version: number;
  position: number;
}

export interface Unsent {
  key: string; // its Idempotency-Key, for good
  text: string;
  at: string;
  why?: string; // it was refused; it is sent again when somebody says so
}

export interface Change {
  resource: string;
  op: "upsert" | "delete";
  row: Message;
}

export interface Thread {
  messages: readonly Message[]; // by when they were written
  unsent: readonly Unsent[];
  earlier: string | null; // cursor of what lies before
}

export const nothingSaid: Thread = { messages: [], unsent: [], earlier: null };

const inOrder = (a: Message, b: Message) =>
  a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

// What is known already is replaced by what is newer, and by nothing else: frames come twice, and late.
export function withMessages(thread: Thread, rows: readonly Message[]): Thread {
  const known = new Map(thread.messages.map((message) => [message.id, message]));
  for (const row of rows) {
    const before = known.get(row.id);
    if (!before || row.position > before.position) known.set(row.id, row);
  }
  return { ...thread, messages: [...known.values()].sort(inOrder) };
}

export function withChanges(thread: Thread, changes: readonly Change[]): Thread {
  const about = changes.filter((change) => change.resource === "message");
  const gone = new Set(about.filter((change) => change.op === "delete").map((change) => change.row.id));
  const left = gone.size ? { ...thread, messages: thread.messages.filter((message) => !gone.has(message.id)) } : thread;
  return withMessages(
    left,
    about.filter((change) => change.op === "upsert").map((change) => change.row),
  );
}

export const byVisitor = (message: Message) => message.author === "customer";

// Of others, behind the newest that the visitor has seen.
export function unreadOf(thread: Thread, seen: string): Message[] {
  return thread.messages.filter((message) => !byVisitor(message) && !message.deleted_at && message.created_at > seen);
}

export function newestOf(thread: Thread): string {
  return (
    thread.messages
      .map((message) => message.created_at)
      .sort()
      .pop() ?? ""
  );
}
