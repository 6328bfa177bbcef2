// What a screen needs of the live connection: its channels, and whether it is fresh.
import { createContext, use, useSyncExternalStore } from "react";
import type { LiveChannels } from "./channels";

export type ConnectionState = "live" | "catching_up" | "offline";

export interface Connection {
  state: ConnectionState;
  watch: (watcher: () => void) => () => void;
  /** What is said on a channel that keeps nothing, such as who types; `onStart` is told what the channel says on opening, each time. */
  overhear: (channel: string, onData: (data: unknown) => void, onStart?: (data: unknown) => void) => () => void;
  /** Says it if it can be said now; nobody waits for it. */
  say: (channel: string, data: unknown) => void;
}

export interface LiveLayer {
  connection: Connection;
  channels: LiveChannels;
}

const Context = createContext<LiveLayer | undefined>(undefined);

export const LiveLayerProvider = Context;

/** Nothing before it is there, which is after the first page. */
export function useLiveLayer() {
  return use(Context);
}

const nowhere = () => () => {};

export function useConnection(): ConnectionState {
  const connection = useLiveLayer()?.connection;
  return useSyncExternalStore(connection?.watch ?? nowhere, () => connection?.state ?? "catching_up");
}
