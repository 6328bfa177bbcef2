import { Problem } from "@/api/problem";
import { type AuditEntry, auditPage } from "./queries";
import type { AuditFilters } from "./search";

const page_rows = 200;
const patience_ms = 2000;

/** All of them, page by page, however many. `onCount` hears how many there are so far. A server that is asked too often is asked later. */
export async function everyEntry(
  business: string,
  filters: AuditFilters,
  signal: AbortSignal,
  onCount: (count: number) => void,
): Promise<AuditEntry[]> {
  const all: AuditEntry[] = [];
  let cursor: string | undefined;
  do {
    const place = { limit: page_rows, ...(cursor === undefined ? {} : { cursor }) };
    const page = await patiently(() => auditPage(business, filters, place, signal), signal);
    all.push(...page.items);
    onCount(all.length);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 429) throw error;
      await pause(error.retryAfterMs ?? patience_ms, signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal) {
  return new Promise<void>((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
