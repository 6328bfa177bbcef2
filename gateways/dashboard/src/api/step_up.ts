// Showing again who one is: whoever can ask the person does so, once for all that waits for it.

let asker: (() => Promise<boolean>) | undefined;
let asking: Promise<boolean> | undefined;

/** While it is there, it asks; it answers whether the person has shown it. */
export function onStepUp(ask: () => Promise<boolean>) {
  asker = ask;
  return () => {
    if (asker === ask) asker = undefined;
  };
}

export function stepUp(): Promise<boolean> {
  asking ??= (asker?.() ?? Promise.resolve(false)).finally(() => {
    asking = undefined;
  });
  return asking;
}
