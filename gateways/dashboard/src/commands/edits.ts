// What somebody is changing in a form, over what others make of the same thing meanwhile: a field that was not touched follows the thing,
// one that was touched keeps what was written.

export interface Touched<Value> {
  /** What stood there when one began, or when one has last seen what others had made of it. */
  was: Value;
  now: Value;
}

export type Edits<Fields> = { readonly [Name in keyof Fields]?: Touched<Fields[Name]> };

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function touchedOf<Fields extends object>(edits: Edits<Fields>) {
  return Object.entries(edits) as [keyof Fields, Touched<Fields[keyof Fields]>][];
}

function of<Fields extends object>(touched: [keyof Fields, Touched<Fields[keyof Fields]>][]) {
  return Object.fromEntries(touched) as unknown as Edits<Fields>;
}

export function touch<Fields extends object, Name extends keyof Fields>(
  edits: Edits<Fields>,
  theirs: Fields,
  name: Name,
  now: Fields[Name],
): Edits<Fields> {
  return { ...edits, [name]: { was: edits[name]?.was ?? theirs[name], now } };
}

/** What the form shows. */
export function edited<Fields extends object>(theirs: Fields, edits: Edits<Fields>): Fields {
  return { ...theirs, ...Object.fromEntries(touchedOf(edits).map(([name, { now }]) => [name, now])) };
}

/** What is to be sent: what differs from the thing as it is. */
export function patchOf<Fields extends object>(theirs: Fields, edits: Edits<Fields>): Partial<Fields> {
  const differing = touchedOf(edits).filter(([name, { now }]) => !same(now, theirs[name]));
  return Object.fromEntries(differing.map(([name, { now }]) => [name, now])) as Partial<Fields>;
}

/** Fields that somebody else has changed, too, and to something else. */
export function conflictsOf<Fields extends object>(theirs: Fields, edits: Edits<Fields>): (keyof Fields)[] {
  return touchedOf(edits)
    .filter(([name, { was, now }]) => !same(was, theirs[name]) && !same(now, theirs[name]))
    .map(([name]) => name);
}

/** Their word is seen, and ours stands. */
export function keepOurs<Fields extends object>(theirs: Fields, edits: Edits<Fields>): Edits<Fields> {
  return of(touchedOf(edits).map(([name, { now }]) => [name, { was: theirs[name], now }]));
}

/** Where they have changed what we were changing, theirs stands. */
export function takeTheirs<Fields extends object>(theirs: Fields, edits: Edits<Fields>): Edits<Fields> {
  const conflicts = conflictsOf(theirs, edits);
  return of(touchedOf(edits).filter(([name]) => !conflicts.includes(name)));
}

/** What is left to save when that has been. */
export function saved<Fields extends object>(edits: Edits<Fields>, sent: Edits<Fields>): Edits<Fields> {
  return of(touchedOf(edits).filter(([name, { now }]) => !same(now, sent[name]?.now)));
}
