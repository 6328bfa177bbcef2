// Where the parts of an explanation stand: what came later further right, what came from the same one beneath it. Each has a place of
// its own, and the order of places is the order of reading.

export type How = "recorded" | "fired" | "tried" | "committed" | "finished" | "cancelled" | "moved";

export interface Edge {
  from: string;
  to: string;
  kind: How;
}

export interface Placed {
  id: string;
  column: number;
  row: number;
  /** How many it came through, from somebody's request. */
  depth: number;
}

export interface Layout {
  /** In the order of reading. */
  places: Placed[];
  columns: number;
  rows: number;
}

/** What ends a timer comes after it, though the arrow points back. */
function inTime({ from, to, kind }: Edge) {
  return kind === "cancelled" || kind === "moved" ? { earlier: to, later: from } : { earlier: from, later: to };
}

export function layOut(ids: readonly string[], edges: readonly Edge[]): Layout {
  const later = new Map<string, string[]>(ids.map((id) => [id, []]));
  const roots = new Set(ids);
  for (const edge of edges) {
    const { earlier, later: next } = inTime(edge);
    if (!later.has(earlier) || !later.has(next) || earlier === next) continue;
    later.get(earlier)?.push(next);
    roots.delete(next);
  }
  const columns = columnsOf(ids, later);
  const places = new Map<string, Placed>();
  let rows = 0;

  /** What follows takes the rows beneath; the first of it stands beside. */
  function place(id: string, depth: number) {
    const placed = { id, column: columns.get(id) ?? 0, row: rows, depth };
    places.set(id, placed);
    let first = true;
    for (const next of later.get(id) ?? []) {
      if (places.has(next)) continue;
      if (!first) rows++;
      first = false;
      place(next, depth + 1);
    }
  }
  // Of those that come round to themselves there is no first: then any is.
  for (const id of [...roots, ...ids]) {
    if (places.has(id)) continue;
    if (places.size > 0) rows++;
    place(id, 0);
  }
  const all = [...places.values()];
  return { places: all, columns: Math.max(0, ...all.map(({ column }) => column + 1)), rows: all.length ? rows + 1 : 0 };
}

/** Behind everything that it came from. */
function columnsOf(ids: readonly string[], later: ReadonlyMap<string, readonly string[]>) {
  const columns = new Map(ids.map((id) => [id, 0]));
  const deepest = ids.length; // longer than any way that does not come round to itself
  for (let round = 0; round < deepest; round++) {
    let moved = false;
    for (const id of ids)
      for (const next of later.get(id) ?? []) {
        const behind = (columns.get(id) ?? 0) + 1;
        if ((columns.get(next) ?? 0) >= behind || behind >= deepest) continue;
        columns.set(next, behind);
        moved = true;
      }
    if (!moved) break;
  }
  return columns;
}

const steps: Readonly<Record<string, readonly [across: number, down: number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** The nearest in that direction: by arrow keys one goes from one to the other. */
export function besideOf(places: readonly Placed[], id: string, key: string): string | undefined {
  const here = places.find((place) => place.id === id);
  const step = steps[key];
  if (!here || !step) return undefined;
  const [across, down] = step;
  const ahead = places.filter(({ column, row }) =>
    across ? Math.sign(column - here.column) === across : column === here.column && Math.sign(row - here.row) === down,
  );
  const away = ({ column, row }: Placed) => Math.abs(column - here.column) * 1000 + Math.abs(row - here.row);
  return ahead.sort((a, b) => away(a) - away(b))[0]?.id;
}
