// Who I am in the business that is open, and what I may do there.
import { createContext, use } from "react";
import type { Me } from "./types";

const Context = createContext<Me | undefined>(undefined);

export const MeProvider = Context;

export function useMe() {
  const me = use(Context);
  if (!me) throw new Error("useMe needs a MeProvider above it");
  return me;
}

/** Whether I may; the server decides again. */
export function useMay(permission: string) {
  return useMe().permissions.includes(permission);
}
