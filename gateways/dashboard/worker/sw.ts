// Stands between the pages of this browser and the server: without a network it gives them the application itself, and what they read last.
import { type Asked, changesWho, fateOf, isOf, kept, keyOf, most_answers } from "./kept";

declare const self: ServiceWorkerGlobalScope;

/** Put in by vite/service_worker.ts: the name of this release, and its files. */
declare const millraceRelease: { name: string; files: string[] };

const release = millraceRelease;
const shell = `millrace-shell-${release.name}`;
const index = "/app/";
const patience_ms = 5000; // then the application that is here does

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  const asked = { method: request.method, url: request.url, business: request.headers.get("Business-Id") };
  if (changesWho(asked)) event.waitUntil(forget());
  else if (request.mode === "navigate" && isPage(pathname)) event.respondWith(pageOf(event));
  else if (request.method !== "GET") return;
  else if (pathname.startsWith("/assets/")) event.respondWith(assetOf(request));
  else if (keyOf(asked)) event.respondWith(answerOf(event, asked));
  else if (release.files.includes(pathname)) event.respondWith(fetch(request).catch(() => fromShells(pathname)));
});

async function install() {
  const cache = await caches.open(shell);
  await cache.addAll(release.files);
  await self.skipWaiting();
}

/** Pages of the release before may still be open; what they have not fetched yet stays here for them. */
async function takeOver() {
  const shells = (await caches.keys()).filter((name) => name.startsWith("millrace-shell-") && name !== shell);
  for (const older of shells.slice(0, -1)) await caches.delete(older);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
  for (const page of await self.clients.matchAll()) page.postMessage({ release: release.name });
}

function isPage(path: string) {
  return path === "/" || path === "/app" || path.startsWith("/app/");
}

/** The newest there is, and without a network the one that is here. */
async function pageOf(event: FetchEvent) {
  const fresh = (event.preloadResponse as Promise<Response | undefined>).then(
    (response) => response ?? fetch(event.request),
  );
  fresh.catch(() => undefined);
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience_ms));
  const response = await Promise.race([fresh, late]).catch(() => undefined);
  if (response && response.status < 500) return response;
  return fromShells(index).catch(() => fresh);
}

/** Its name says what is in it. */
async function assetOf(request: Request) {
  const here = await caches.match(request, { ignoreVary: true });
  if (here) return here;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(shell)).put(request, response.clone());
  return response;
}

async function fromShells(path: string) {
  const here = (await (await caches.open(shell)).match(path)) ?? (await caches.match(path));
  if (!here) throw new TypeError(`${path} is not here`);
  return here;
}

let forgotten = 0; // so often since this worker woke

/** What was asked for before is not kept after. */
async function forget() {
  forgotten += 1;
  await caches.delete(kept);
}

async function answerOf(event: FetchEvent, asked: Asked) {
  const key = keyOf(asked) as string;
  const before = forgotten;
  let response: Response;
  try {
    response = await fetch(event.request);
  } catch (unreachable) {
    const here = await (await caches.open(kept)).match(key, { ignoreVary: true });
    if (here) return here;
    throw unreachable;
  }
  event.waitUntil(remember(key, response.clone(), before));
  return response;
}

async function remember(key: string, response: Response, before: number) {
  const fate = fateOf(key, response.status, response.headers.get("Content-Type"));
  if (fate.is === "left") return;
  const body = fate.is === "kept" ? await response.text() : "";
  if (before !== forgotten) return;
  if (new URL(key).pathname === "/auth/me") await notAnothers(key, body);
  const cache = await caches.open(kept);
  if (fate.is === "business_forgotten") {
    for (const { url } of await cache.keys()) if (isOf(url, fate.business)) await cache.delete(url);
  } else if (fate.is === "forgotten") {
    await cache.delete(key);
  } else {
    await cache.put(key, new Response(body, { headers: { "Content-Type": "application/json" } }));
    const keys = await cache.keys();
    for (const oldest of keys.slice(0, -most_answers)) await cache.delete(oldest);
  }
}

/** Whoever signs in where this worker does not see it is seen here. */
async function notAnothers(key: string, body: string) {
  const before = await (await caches.open(kept)).match(key);
  if (before && (await before.json()).id !== JSON.parse(body).id) await forget();
}
