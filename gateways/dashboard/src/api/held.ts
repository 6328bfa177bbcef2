// The server has asked for a pause: what was asked goes on by itself when it is over, and until then it is said.

const worth_saying_ms = 2000;
const watchers = new Set<() => void>();
let heldUntil = 0;

/** Told by what waits: lists that are read, commands that are kept. */
export function holdFor(ms: number) {
  const until = Date.now() + ms;
  if (ms < worth_saying_ms || until <= heldUntil) return;
  heldUntil = until;
  tell();
  setTimeout(tell, ms);
}

function tell() {
  if (heldUntil <= Date.now()) heldUntil = 0;
  for (const watcher of watchers) watcher();
}

/** 0: nothing waits. */
export const whileHeld = {
  watch: (watcher: () => void) => {
    watchers.add(watcher);
    return () => void watchers.delete(watcher);
  },
  until: () => heldUntil,
};
