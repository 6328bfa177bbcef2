// Queries as of an earlier time.

/** What is asked besides: nothing, of what is now. */
export function asOf(at: string | undefined): { as_of?: string } {
  return at === undefined ? {} : { as_of: at };
}

interface Query {
  key: readonly [business: string, ...unknown[]];
  shown: { resource: string };
  sameFor?: number;
}

/** The same as of then: kept under a key of its own, and nothing that happens now changes it. */
export function asItWas<Of extends Query>(at: string | undefined, of: Of): Of {
  if (at === undefined) return of;
  return { ...of, key: [...of.key, "as of", at], shown: { ...of.shown, resource: "what was" }, sameFor: of.key.length };
}
