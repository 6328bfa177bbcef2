// What stands in until an answer is there.

/**
 * What was shown of the same thing, as of another time, stays until this is there: nothing moves under the hand. `sameFor`: so many
 * parts of the key say which thing it is; without it nothing stands in.
 */
export function meanwhile(key: readonly unknown[], sameFor: number | undefined) {
  if (sameFor === undefined) return {};
  const thing = JSON.stringify(key.slice(0, sameFor));
  return {
    placeholderData: <Data>(before: Data | undefined, query: { queryKey: readonly unknown[] } | undefined) =>
      query && JSON.stringify(query.queryKey.slice(0, sameFor)) === thing ? before : undefined,
  };
}
