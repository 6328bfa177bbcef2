// What has been asked for before the application had come, until it asks for the same; each answer is given once.
import type { Asked } from "./asked";

declare global {
  var millraceEarly: Map<string, Promise<Response>> | undefined;
}

const keyOf = (business: string | null | undefined, url: string) => `${business ?? ""} ${url}`;

/** As the client would. */
export function askEarly(asked: readonly Asked[]) {
  globalThis.millraceEarly = new Map(
    asked.map(({ path, business }) => {
      const headers: HeadersInit = business ? { "Business-Id": business } : {};
      const answer = fetch(path, { cache: "no-store", headers });
      answer.catch(() => undefined); // whoever takes it asks again
      return [keyOf(business, new URL(path, location.origin).href), answer];
    }),
  );
}

/** Nothing where it has not been asked for. What was refused is asked again: the session may have been renewed meanwhile. */
export function early(request: Request): Promise<Response> | undefined {
  const key = keyOf(request.headers.get("Business-Id"), request.url);
  const asked = request.method === "GET" ? globalThis.millraceEarly?.get(key) : undefined;
  if (!asked) return undefined;
  globalThis.millraceEarly?.delete(key);
  return asked.then(
    (answer) => (answer.ok ? answer : fetch(request)),
    () => fetch(request),
  );
}

/** The first screen is there, or somebody else signs in: what nobody has taken by now is old. */
export function forgetEarly() {
  globalThis.millraceEarly = undefined;
}
