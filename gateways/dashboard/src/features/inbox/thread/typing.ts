// Who is writing in a conversation at this moment: heard on a channel that keeps nothing, and forgotten when it says so.
import { useCallback, useEffect, useRef, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMe } from "@/api/me_context";
import { useLiveLayer } from "@/live/live_layer";

interface Typing {
  /** A member's id, or "visitor". */
  who: string;
  until: string;
}

const pause_ms = 3000; // the server lets one say it again before what was said has run out

export function useTyping(conversation: string) {
  const connection = useLiveLayer()?.connection;
  const me = useMe().id;
  const channel = `typing:${useBusinessId()}:${conversation}`;
  const [typing, setTyping] = useState<readonly Typing[]>([]);

  useEffect(
    () =>
      connection?.overhear(channel, (data) => {
        if (!isTyping(data) || data.who === me) return;
        setTyping((others) => [...others.filter(({ who }) => who !== data.who), data]);
        setTimeout(
          () => setTyping((others) => others.filter((one) => one !== data)),
          Math.max(0, Date.parse(data.until) - Date.now()),
        );
      }),
    [connection, channel, me],
  );

  const said = useRef(0);
  const onWriting = useCallback(() => {
    if (Date.now() - said.current < pause_ms) return;
    said.current = Date.now();
    connection?.say(channel, {});
  }, [connection, channel]);
  return { writers: typing.map(({ who }) => who), onWriting };
}

function isTyping(data: unknown): data is Typing {
  return typeof data === "object" && data !== null && "who" in data && "until" in data;
}
