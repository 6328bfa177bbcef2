// Of a page about one thing: the earlier time as of which it is shown stands in the address.
import { timeIn } from "./moments";

export interface AsOfSearch {
  as_of?: string;
}

export function asOfSearch({ as_of }: Record<string, unknown>): AsOfSearch {
  const at = timeIn(as_of);
  return at === undefined ? {} : { as_of: at };
}

/** The same place, as of then; or as it is now. */
export function movedTo(at: string | undefined) {
  return <Search extends AsOfSearch>(before: Search): Search => {
    const now = atPresent(before);
    return at === undefined ? now : { ...now, as_of: at };
  };
}

/** The same place as it is now: whoever goes on to another thing leaves the past. */
export function atPresent<Search extends object>(search: Search): Search {
  const { as_of: _, ...rest } = search as Search & AsOfSearch;
  return rest as Search;
}
