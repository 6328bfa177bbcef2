// What is kept of the server's answers for the time without a network, and when it is forgotten again.

/** Filled by the worker; the page empties it too, when somebody signs in or out. */
export const kept = "millrace-kept";
export const most_answers = 300;

const readWithoutNetwork = /^\/(auth\/me|activity|businesses|conversations|customers|tickets)(\/|$)/;
const signing = /^\/auth\/(login|signup|logout|reactivate|deactivate|delete)$/;
const membership = /^\/businesses\/([^/]+)\/me$/;

export interface Asked {
  method: string;
  url: string;
  business: string | null;
}

/** Under which address an answer is kept: that of the request and of the business in its header; whatever position it asked for. */
export function keyOf({ method, url, business }: Asked): string | undefined {
  const address = new URL(url);
  if (method !== "GET" || !readWithoutNetwork.test(address.pathname)) return undefined;
  address.searchParams.delete("min_position");
  address.hash = "";
  if (business) address.searchParams.set("of", business);
  return address.href;
}

/** From here on somebody else may sit here. */
export function changesWho({ method, url }: Asked) {
  return method === "POST" && signing.test(new URL(url).pathname);
}

export type Fate =
  | { is: "kept" }
  | { is: "left" }
  | { is: "forgotten" }
  | { is: "business_forgotten"; business: string };

/** What an answer does to what is kept under its key. */
export function fateOf(key: string, status: number, type: string | null): Fate {
  const business = membership.exec(new URL(key).pathname)?.[1];
  const refused = status === 403 || status === 404 || status === 410;
  if (refused && business) return { is: "business_forgotten", business };
  if (refused) return { is: "forgotten" };
  return status === 200 && type?.startsWith("application/json") ? { is: "kept" } : { is: "left" };
}

/** Whether what is kept under that key belongs to that business. */
export function isOf(key: string, business: string) {
  const { pathname, searchParams } = new URL(key);
  return searchParams.get("of") === business || pathname.split("/")[2] === business;
}
