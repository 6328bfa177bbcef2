import { useText } from "@/i18n/i18n_provider";
import { askName, factName } from "../words";
import type { Part } from "./bundles";

/** What a part of an explanation is called in a few words; the server's own where we have none. */
export function useNodeName() {
  const t = useText();
  return (part: Part): string => {
    if (part.kind === "bundle")
      return t("history.explain.several", { count: part.of.length, name: factName(t, part.fact) });
    const { kind, asks, fact, title } = part;
    if (kind === "fact") return fact ? factName(t, fact) : title;
    return asks ? askName(t, asks) : title;
  };
}
