// While conversations are chosen in the list, letters are about them and not about the one that is open.
import { createContext, use } from "react";

const Context = createContext(false);

export const SelectingProvider = Context;

export function useSelecting() {
  return use(Context);
}
