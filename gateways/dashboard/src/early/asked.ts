// What the first screen will ask the server for: the address says it, long before the application has come.
import { askedBy, filtersOf, inboxSearch } from "@/features/inbox/conversations/search";

export interface Asked {
  /** With its query, as the client writes it. */
  path: string;
  business?: string;
}

const inBusiness = /^\/app\/b\/([^/]+)(\/inbox(?:\/([0-9a-f-]{36}))?\/?$)?/;

/** `idOf`: of the business that the address names, where this browser knows it. */
export function firstAsked(pathname: string, search: string, idOf: (slug: string) => string | undefined): Asked[] {
  const [, slug, inbox, conversation] = inBusiness.exec(pathname) ?? [];
  const business = slug && idOf(slug);
  const own = [{ path: "/auth/me" }, { path: "/businesses?limit=200" }];
  if (!business) return own;
  const paths = [`/businesses/${business}/me`];
  if (inbox) paths.push(`/conversations${queryOf(filtersOf(askedBy(inboxSearch(valuesOf(search)))))}`);
  if (conversation) paths.push(`/conversations/${conversation}`, `/conversations/${conversation}/messages`);
  return [...own, ...paths.map((path) => ({ path, business }))];
}

/** As the router reads an address: what looks like a number or a truth value is one. */
function valuesOf(search: string): Record<string, unknown> {
  return Object.fromEntries([...new URLSearchParams(search)].map(([name, value]) => [name, read(value)]));
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function queryOf(filters: Record<string, string | boolean | readonly string[]>) {
  const query = Object.entries(filters).map(
    ([name, value]) => `${name}=${[value].flat().map(encodeURIComponent).join(",")}`,
  );
  return query.length > 0 ? `?${query.join("&")}` : "";
}
