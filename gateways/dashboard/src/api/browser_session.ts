// The session of this browser: Web Locks between its tabs, a date that they share, the cookie that scripts may read.
import { early } from "@/early/answers";
import { csrfToken } from "./csrf";
import { Session } from "./session";
import { stepUp } from "./step_up";

const renewed_key = "millrace.renewed_at";

export const session = new Session({
  fetch: (request) => early(request) ?? fetch(request),
  alone: (work) => navigator.locks.request("millrace-refresh", work) as ReturnType<typeof work>,
  renewedAt: {
    read: () => Number(localStorage.getItem(renewed_key) ?? 0),
    write: (at) => localStorage.setItem(renewed_key, String(at)),
  },
  now: () => Date.now(),
  csrfToken,
  stepUp,
});

const tabs = new BroadcastChannel("millrace-session");

/** Tells the other tabs that this one has signed in or out. */
export function tellTabs(what: "signed_in" | "signed_out") {
  tabs.postMessage(what);
}

export function onTold(listener: (what: "signed_in" | "signed_out") => void) {
  const hear = (event: MessageEvent) => listener(event.data);
  tabs.addEventListener("message", hear);
  return () => tabs.removeEventListener("message", hear);
}
