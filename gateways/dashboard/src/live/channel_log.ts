// What this tab has heard of one channel since it began to listen. A reducer over frames: frames may come twice, late, or never.
import type { Live } from "@/api/types";
import type { Change, Publication } from "./change";

export type Frame =
  | { is: "publication"; offset: number; changes: Change[] }
  | {
      is: "subscribed";
      recovered: boolean;
      wasRecovering: boolean;
      position: { offset: number; epoch: string } | undefined;
    };

export interface ChannelLog {
  epoch: string;
  /** Everything after this offset has been heard … */
  from: number;
  /** … and lies here, in the order of the journal. */
  heard: readonly Publication[];
}

export interface Heard {
  log: ChannelLog;
  /** What is new to those who listen. */
  fresh: Change[];
  /** Something was missed: snapshots are to be fetched again. */
  lost: boolean;
}

const kept = 2048; // publications; who comes with an older snapshot fetches it again

export function openLog(since: Pick<Live, "epoch" | "offset">): ChannelLog {
  return { epoch: since.epoch, from: since.offset, heard: [] };
}

export function hear(log: ChannelLog, frame: Frame): Heard {
  if (frame.is === "publication") return hearPublication(log, frame);
  const { position } = frame;
  const moved = position !== undefined && position.epoch !== log.epoch;
  if (!moved && (frame.recovered || !frame.wasRecovering)) return { log, fresh: [], lost: false };
  return { log: position ? openLog(position) : log, fresh: [], lost: true };
}

function hearPublication(log: ChannelLog, { offset, changes }: Publication): Heard {
  const known = offset <= log.from || log.heard.some((publication) => publication.offset === offset);
  if (known) return { log, fresh: [], lost: false };
  const later = log.heard.filter((publication) => publication.offset > offset);
  const overtaken = new Set(later.flatMap((publication) => publication.changes.map(nameOf)));
  const fresh = changes.filter((change) => !overtaken.has(nameOf(change)));
  const heard = [...log.heard.slice(0, log.heard.length - later.length), { offset, changes: fresh }, ...later];
  const forgotten = heard.length > kept ? heard.shift() : undefined;
  return { log: { ...log, from: forgotten?.offset ?? log.from, heard }, fresh, lost: false };
}

/** What has been heard since that snapshot; nothing when it is older than what is kept. */
export function heardSince(log: ChannelLog, since: Live): Change[] | undefined {
  if (since.epoch !== log.epoch || since.offset < log.from) return undefined;
  return log.heard.filter(({ offset }) => offset > since.offset).flatMap(({ changes }) => changes);
}

function nameOf({ resource, row }: Change) {
  return `${resource}:${row.id}`;
}
