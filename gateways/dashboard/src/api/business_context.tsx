// Which business this page is about: the address says it.
import { createContext, use } from "react";
import { noBusiness } from "./positions";

const Context = createContext(noBusiness);

export const BusinessIdProvider = Context;

export function useBusinessId() {
  return use(Context);
}
