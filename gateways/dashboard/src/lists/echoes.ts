// What is on its way stands in a list like any other row, until the server's own row of it is there: the live channel may be faster
// than the reply, and then the one that is on its way is an echo.
import type { Row } from "@/live/change";

/** Newest first; `becomes`: whether a row of the server's is what that one becomes. One row stands for one that was on its way. */
export function withoutEchoes<R extends Row>(
  rows: readonly R[],
  isPending: (row: R) => boolean,
  becomes: (pending: R, real: R) => boolean,
): R[] {
  const taken = new Set<string>();
  const echoes = new Set<string>();
  for (const pending of rows.filter(isPending).reverse()) {
    const real = rows.findLast((row) => !isPending(row) && !taken.has(row.id) && becomes(pending, row));
    if (!real) continue;
    taken.add(real.id);
    echoes.add(pending.id);
  }
  return echoes.size === 0 ? [...rows] : rows.filter(({ id }) => !echoes.has(id));
}

/** A row that the server numbers. */
export interface NumberedRow extends Row {
  no: number;
}

const between = 0.5;

/** Between the last one there is and the next one that the server will number. */
export function numberAfter(lastNo: number) {
  return lastNo + between;
}

export function isUnnumbered({ no }: NumberedRow) {
  return !Number.isInteger(no);
}
