import { useEffect, useEffectEvent } from "react";
import type { Live } from "@/api/types";
import type { Listener } from "./channels";
import { useLiveLayer } from "./live_layer";

/**
 * Listens from the snapshot on, as long as the screen stands; changes go to every query that shows such rows. `fetchedAt` is when
 * the snapshot was fetched: what came while it was under way is told again.
 */
export function useLive(since: Live | undefined, fetchedAt: number, listener: Listener) {
  const channels = useLiveLayer()?.channels;
  const onLost = useEffectEvent(listener.onLost);
  const onChanges = useEffectEvent((...told: Parameters<NonNullable<Listener["onChanges"]>>) =>
    listener.onChanges?.(...told),
  );
  const channel = since?.channel;
  const epoch = since?.epoch;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a snapshot is known by its channel, its epoch and when it was fetched
  useEffect(() => {
    if (channels && since)
      return channels.listen(since, { onLost: () => onLost(), onChanges: (changes) => onChanges(changes) });
    return undefined;
  }, [channels, channel, epoch, fetchedAt]);
}
