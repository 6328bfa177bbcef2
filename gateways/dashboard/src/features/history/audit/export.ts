// The entries as a file: as programs read them, or as tables do.
import type { AuditEntry } from "./queries";

export type Format = "csv" | "json";

/** An entry with the names that people and things have now, for who reads it without the dashboard. */
export interface NamedEntry extends AuditEntry {
  by_name: string;
}

const columns = {
  recorded_at: (entry) => entry.recorded_at,
  by: (entry) => entry.by_name,
  by_kind: (entry) => entry.by.kind,
  by_id: (entry) => entry.by.id ?? "",
  action: (entry) => entry.action,
  about: (entry) => entry.subject,
  facts: (entry) => entry.facts.join(" "),
  position: (entry) => entry.at,
  event: (entry) => entry.first_event,
  command_id: (entry) => entry.command_id,
  cause_id: (entry) => entry.cause_id ?? "",
  address: (entry) => entry.from?.address ?? "",
  device: (entry) => entry.from?.device ?? "",
  trace_id: (entry) => entry.trace_id ?? "",
  seen: (entry) => entry.seen.map(({ what, about }) => (about ? `${what}:${about}` : what)).join(" "),
} satisfies Record<string, (entry: NamedEntry) => string>;

/** RFC 4180, with a mark by which spreadsheets know that it is UTF-8. */
export function csvOf(entries: readonly NamedEntry[]): string {
  const rows = entries.map((entry) => Object.values(columns).map((column) => cell(column(entry))));
  return `\uFEFF${[Object.keys(columns), ...rows].map((row) => `${row.join(",")}\r\n`).join("")}`;
}

/** What a spreadsheet would take for a formula is text: somebody may be called `=HYPERLINK(…)`. */
function cell(text: string) {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

export function jsonOf(entries: readonly NamedEntry[]): string {
  const plain = entries.map(({ id: _, at, by_name, by, ...entry }) => ({
    position: at,
    ...entry,
    by: { ...by, name: by_name },
  }));
  return `${JSON.stringify(plain, undefined, 2)}\n`;
}
