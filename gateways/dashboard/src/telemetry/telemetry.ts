// Tells the server, and nobody else, how long people wait for this page and what goes wrong in it (POST /telemetry).
import { csrfToken } from "@/api/csrf";
import { retryAfterMs } from "@/api/problem";
import { faultOf } from "./faults";
import { type Measured, type Report, Reports } from "./reports";

/** As the table of routes has it: "/b/$business/inbox/$conversation"; no name and no id of anything. */
type RouteOf = () => string;

let reports: Reports | undefined;
let routeOf: RouteOf = () => "/";

/** None while the page is worked on: then there is no release. */
export function startTelemetry(route: RouteOf) {
  const release = document.querySelector<HTMLMetaElement>('meta[name="release"]')?.content;
  if (!release) return;
  routeOf = route;
  reports = new Reports({ release, send, later: (work, ms) => void setTimeout(work, ms) });
  addEventListener("error", ({ error, message }) => tellFault(error ?? message));
  addEventListener("unhandledrejection", ({ reason }) => tellFault(reason));
  addEventListener("pagehide", () => void reports?.flush());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") setTimeout(() => void reports?.flush()); // after what is measured by then
  });
}

/** Also of what a boundary has caught, and shown. */
export function tellFault(error: unknown) {
  const fault = reports && faultOf(error, routeOf());
  if (fault) reports?.wentWrong(fault);
}

/** Once the page is there: what measures it does not make it slower. */
export async function measure() {
  if (!reports) return;
  const opened = routeOf();
  const { onCLS, onFCP, onINP, onLCP, onTTFB } = await import("web-vitals");
  const tell = (name: Measured["name"], value: number, route: string) =>
    reports?.measured({ name, value: Math.round(value), route });
  onTTFB(({ value }) => tell("TTFB", value, opened));
  onFCP(({ value }) => tell("FCP", value, opened));
  onLCP(({ value }) => tell("LCP", value, opened));
  onINP(({ value }) => tell("INP", value, routeOf()));
  onCLS(({ value }) => tell("CLS", value * 1000, routeOf()));
}

/** It goes on when the page is left; who is signed in may tell more often. */
async function send(report: Report) {
  const token = csrfToken();
  try {
    const response = await fetch("/telemetry", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token ? { "X-CSRF-Token": token } : {}) },
      body: JSON.stringify(report),
      keepalive: true,
    });
    // What the server does not take for what it is will not be taken later either.
    if (response.status !== 429 && response.status < 500) return { taken: true };
    const afterMs = retryAfterMs(response.headers.get("Retry-After"), Date.now());
    return { taken: false, ...(afterMs === undefined ? {} : { afterMs }) };
  } catch {
    return { taken: false };
  }
}
