// What a program asks first, to see that its key works.

const first: readonly [right: string, path: string][] = [
  ["conversations_view_all", "/conversations"],
  ["conversations_view_assigned", "/conversations"],
  ["customers_view", "/customers"],
  ["tickets.view", "/tickets"],
];

/** Something that a key with these rights may read; without any, what most may. */
export function curlLine(origin: string, key: string, scopes: readonly string[] = []) {
  const path = first.find(([right]) => scopes.includes(right))?.[1] ?? "/conversations";
  return `curl -H "Authorization: Bearer ${key}" "${origin}${path}?limit=5"`;
}
