import { useEffect, useEffectEvent } from "react";
import { type Action, useKeyLayer } from "./keys_provider";

/** What can be done on this screen, for as long as it stands, or on every one. Give what cannot be done now as `undefined`. */
export function useKeys(name: string, actions: readonly (Action | undefined)[], everywhere = false) {
  const keys = useKeyLayer();
  const present = actions.filter((action) => action !== undefined);
  const run = useEffectEvent((at: number) => present[at]?.run());
  const shape = JSON.stringify([name, present.map(({ text, keys: combo, unlisted }) => [text, combo, unlisted])]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is said of the actions is in their shape; what they do is read when it is done
  useEffect(
    () =>
      keys.register({ name, everywhere, actions: present.map((action, at) => ({ ...action, run: () => run(at) })) }),
    [keys, everywhere, shape],
  );
}
