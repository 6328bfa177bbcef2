// The newest Journal-Position that this tab has been told per business: reads ask for what includes it, so one reads what one wrote.

/** The name of no business, for what belongs to a person. */
export const noBusiness = "";

const told = new Map<string, { position: string; at: number }>();
const remembered_ms = 60_000; // by then every view has it

export function rememberPosition(business: string, position: string | null) {
  if (position) told.set(business, { position, at: Date.now() });
}

export function newestPosition(business: string) {
  const newest = told.get(business);
  if (!newest) return undefined;
  if (Date.now() - newest.at < remembered_ms) return newest.position;
  told.delete(business);
  return undefined;
}
