/** Which rows are chosen, and which was chosen last: a press with Shift chooses all between. */
export interface Selection {
  ids: ReadonlySet<string>;
  last?: string;
}

export const nothingSelected: Selection = { ids: new Set() };

export function toggled({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, last: id };
}

/** From the last one to this, in the order in which they stand; all become what this one becomes. */
export function extended(selection: Selection, id: string, order: readonly string[]): Selection {
  const [from, to] = [order.indexOf(selection.last ?? id), order.indexOf(id)];
  if (from < 0 || to < 0) return toggled(selection, id);
  const next = new Set(selection.ids);
  const choose = !next.has(id);
  for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (choose) next.add(one);
    else next.delete(one);
  }
  return { ids: next, last: id };
}

export function allOrNone({ ids }: Selection, order: readonly string[]): Selection {
  return { ids: order.every((id) => ids.has(id)) ? new Set() : new Set(order) };
}
