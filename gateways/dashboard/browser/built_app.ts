// The built application as the gateway serves it: same policy, same fallback to index.html; nothing behind it.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const top = join(import.meta.dirname, "../../..");
const built = process.env.MILLRACE_DASHBOARD_OUT ?? join(top, "build/dashboard");

const types: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** The policy has one home, the gateway's source. */
function policy(): string {
  const source = readFileSync(join(top, "infra/runtime/built_pages.cpp"), "utf8");
  const literal = /policy =\s*((?:"[^"]*"\s*)+);/.exec(source)?.[1];
  if (!literal) throw new Error("infra/runtime/built_pages.cpp names no policy");
  return [...literal.matchAll(/"([^"]*)"/g)].map(([, part]) => part).join("");
}

export async function serveBuiltApp() {
  if (!existsSync(join(built, "index.html")))
    throw new Error(`${built} holds no built dashboard: npm run build makes it`);
  const headers = { "content-security-policy": policy(), "x-content-type-options": "nosniff" };
  const server = createServer((request, response) => {
    if (request.method === "POST" && request.url === "/telemetry") {
      response.writeHead(204).end(); // a page that stays for ten seconds tells how it fares
      return;
    }
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const file = join(built, path);
    const page = path === "/" || path === "/app" || path.startsWith("/app/");
    const sent = page ? join(built, "index.html") : file;
    if (!page && (!file.startsWith(built) || !extname(file) || !existsSync(file))) {
      response.writeHead(404, { "content-type": "application/problem+json" }).end("{}");
      return;
    }
    response.writeHead(200, { ...headers, "content-type": types[extname(sent)] ?? "application/octet-stream" });
    response.end(readFileSync(sent));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((closed) => server.close(closed)),
  };
}
