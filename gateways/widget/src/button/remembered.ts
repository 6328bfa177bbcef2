// What the page remembers of its widget, in its own storage: that the visitor has a conversation, so that the frame is loaded and answers
// are heard of; and, in this tab, that the panel was open. Pages that may keep nothing do without.
export function remembered(address: string) {
  const name = `millrace:${new URL(address).pathname.split("/").pop()?.slice(0, 64)}`;
  const quietly = <T>(what: () => T): T | undefined => {
    try {
      return what();
    } catch {
      return undefined; // storage is forbidden, or full
    }
  };
  const set = (storage: () => Storage, on: boolean) =>
    quietly(() => (on ? storage().setItem(name, "1") : storage().removeItem(name)));
  const has = (storage: () => Storage) => quietly(() => storage().getItem(name)) === "1";
  const tab = () => window.sessionStorage;
  const site = () => window.localStorage;
  return {
    open: () => has(tab),
    known: () => has(site),
    setOpen: (open: boolean) => set(tab, open),
    setKnown: (known: boolean) => set(site, known),
  };
}
