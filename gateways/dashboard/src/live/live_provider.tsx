// The live connection of this tab, for everything below it.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { noBusiness } from "@/api/positions";
import { useAfterFirstScreen } from "@/early/first_screen";
import { applyChanges } from "./cache";
import { LiveChannels, type Transport } from "./channels";
import type { LiveConnection } from "./connection";
import { LiveLayerProvider } from "./live_layer";

export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [connection, setConnection] = useState<LiveConnection>();
  const wanted = useAfterFirstScreen();
  useEffect(() => {
    if (!wanted) return undefined;
    let opened: LiveConnection | undefined;
    let left = false;
    void import("./connection").then((module) => {
      if (left) return;
      opened = new module.LiveConnection();
      setConnection(opened);
    });
    return () => {
      left = true;
      opened?.close();
    };
  }, [wanted]);
  const layer = useMemo(
    () => connection && { connection, channels: channelsInto(client, connection) },
    [connection, client],
  );
  return <LiveLayerProvider value={layer}>{children}</LiveLayerProvider>;
}

/** What is heard goes into the query cache, among what belongs to that business. */
export function channelsInto(client: QueryClient, transport: Transport) {
  return new LiveChannels(transport, (channel, changes) => applyChanges(client, businessOf(channel), changes, channel));
}

/** It is in the name of the channel; a person's own channel belongs to none. */
function businessOf(channel: string) {
  const [family, id = noBusiness] = channel.split(":");
  return family === "user" ? noBusiness : id;
}
