// Who is there, for every face that shows it; and how one is oneself, which the others see.
import { createContext, type ReactNode, use, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { Presence } from "@/components/avatar";
import { useConnection, useLiveLayer } from "./live_layer";
import { gone, nobody, type People, peopleOf, withNews } from "./people";
import { useIdle } from "./use_idle";

/** What one can say of oneself; offline is who has gone. */
export type OwnStatus = Exclude<Presence, "offline">;

export const ownStatuses = ["online", "busy", "away"] as const satisfies readonly OwnStatus[];

const idle_after_ms = 5 * 60_000;

interface Shown {
  people: People;
  own: Presence;
  choose: (status: OwnStatus) => void;
}

const Context = createContext<Shown>({ people: nobody, own: "online", choose: () => {} });

export function PresenceProvider({ business, me, children }: { business: string; me: string; children: ReactNode }) {
  const connection = useLiveLayer()?.connection;
  const state = useConnection();
  const live = state === "live";
  const offline = state === "offline";
  const idle = useIdle(idle_after_ms);
  const channel = `presence:${business}`;
  const [people, setPeople] = useState(nobody);
  /** Said in this tab and never taken back: a server that has started anew does not know it. */
  const chosen = useRef<OwnStatus>(undefined);
  const unsaid = useRef(false);

  const started = useEffectEvent((data: unknown) => {
    const there = peopleOf(data);
    setPeople(there);
    if (chosen.current && there.get(me)?.status !== chosen.current) unsaid.current = true;
    if (idle) connection?.say(channel, { idle });
  });
  const heard = useEffectEvent((data: unknown) => {
    setPeople((before) => withNews(before, data));
    if (peopleOf(data).get(me)?.status === "online") chosen.current = undefined; // as said in another tab
  });
  useEffect(() => {
    setPeople(nobody);
    return connection?.overhear(
      channel,
      (data) => heard(data),
      (data) => started(data),
    );
  }, [connection, channel]);
  useEffect(() => {
    if (!live || !unsaid.current) return;
    unsaid.current = false;
    connection?.say(channel, { status: chosen.current ?? "online" });
  }, [live, connection, channel]);
  useEffect(() => connection?.say(channel, { idle }), [connection, channel, idle]);

  const status = people.get(me)?.status;
  const shown = useMemo<Shown>(() => {
    return {
      people: offline ? gone(people) : people,
      own: offline ? "offline" : status && status !== "offline" ? status : "online",
      choose(to) {
        chosen.current = to;
        setPeople((before) => new Map(before).set(me, { status: to, lastSeenAt: null }));
        if (live) connection?.say(channel, { status: to });
        else unsaid.current = true;
      },
    };
  }, [people, status, me, live, offline, connection, channel]);
  return <Context value={shown}>{children}</Context>;
}

/** Everybody who is not offline, by member. */
export function usePeople() {
  return use(Context).people;
}

/** How I am myself, as the others see it: offline, while nothing is heard of me. */
export function useOwnStatus() {
  const { own, choose } = use(Context);
  return { own, choose };
}
