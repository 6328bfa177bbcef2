// The one way to the server: typed by schemas/openapi.yaml, signed in by cookie, refusals thrown as Problem.
import createClient, { type Middleware } from "openapi-fetch";
import { session } from "./browser_session";
import { newestPosition, noBusiness, rememberPosition } from "./positions";
import { problemOf, Unreachable } from "./problem";
import type { paths } from "./schema";

const manners: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") return undefined;
    const position = newestPosition(businessOf(request));
    if (!position) return undefined;
    const url = new URL(request.url);
    url.searchParams.set("min_position", position);
    return new Request(url, request);
  },
  async onResponse({ request, response }) {
    if (!response.ok) throw await problemOf(response);
    if (request.method !== "GET") rememberPosition(businessOf(request), response.headers.get("Journal-Position"));
    return undefined;
  },
};

function businessOf(request: Request) {
  return request.headers.get("Business-Id") ?? noBusiness;
}

async function reach(request: Request) {
  try {
    return await session.send(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Unreachable(undefined, { cause: error });
  }
}

function clientOf(headers: Record<string, string>) {
  // Past the browser's own cache: what it holds may be the same rows, but it was true at another position.
  const client = createClient<paths>({
    cache: "no-store",
    baseUrl: location.origin,
    fetch: reach,
    headers,
    querySerializer: { array: { style: "form", explode: false } }, // several values of a filter: ?status=open,waiting
  });
  client.use(manners);
  return client;
}

export type Api = ReturnType<typeof clientOf>;

/** For what belongs to a person, not to a business. */
export const api = clientOf({});
/** For signing in and out: the tokens of the answer go into cookies. */
export const signInApi = clientOf({ "Millrace-Session": "cookie" });

const clients = new Map<string, Api>();

/** For what belongs to that business. */
export function apiOf(business: string) {
  const known = clients.get(business);
  if (known) return known;
  const client = clientOf({ "Business-Id": business });
  clients.set(business, client);
  return client;
}

/** What was answered; everything else has been thrown. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}
