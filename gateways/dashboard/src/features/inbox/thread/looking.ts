// Who else has this conversation open at this moment: said on a channel that keeps nothing, again and again, and when it is over.
import { useEffect, useRef, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMe } from "@/api/me_context";
import { useConnection, useLiveLayer } from "@/live/live_layer";
import { usePageVisible } from "./use_page_visible";

interface Looking {
  /** A member's id. */
  who: string;
  /** Long ago: they have left. */
  until: string;
}

const again_ms = 25_000; // twice before what was said has run out

/** The others, in the order in which they came. */
export function useLooking(conversation: string): readonly string[] {
  const connection = useLiveLayer()?.connection;
  const live = useConnection() === "live";
  const visible = usePageVisible();
  const me = useMe().id;
  const channel = `looking:${useBusinessId()}:${conversation}`;
  const [others, setOthers] = useState<readonly string[]>([]);
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());

  useEffect(() => {
    const known = timers.current;
    const forget = (who: string) => {
      clearTimeout(known.get(who));
      known.delete(who);
      setOthers((before) => before.filter((one) => one !== who));
    };
    const stop = connection?.overhear(channel, (data) => {
      if (!isLooking(data) || data.who === me) return;
      const left_ms = Date.parse(data.until) - Date.now();
      if (left_ms <= 0) return forget(data.who);
      const isNew = !known.has(data.who);
      clearTimeout(known.get(data.who));
      known.set(
        data.who,
        setTimeout(() => forget(data.who), left_ms),
      );
      if (!isNew) return;
      setOthers((before) => [...before, data.who]);
      if (document.visibilityState === "visible") connection.say(channel, {}); // who has just come does not know of me
    });
    return () => {
      stop?.();
      for (const timer of known.values()) clearTimeout(timer);
      known.clear();
      setOthers([]);
    };
  }, [connection, channel, me]);

  useEffect(() => {
    if (!connection || !live || !visible) return;
    connection.say(channel, {});
    const timer = setInterval(() => connection.say(channel, {}), again_ms);
    return () => {
      clearInterval(timer);
      connection.say(channel, { left: true });
    };
  }, [connection, live, visible, channel]);
  return others;
}

function isLooking(data: unknown): data is Looking {
  return typeof data === "object" && data !== null && "who" in data && "until" in data;
}
