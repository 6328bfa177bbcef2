// What facts, requests and who has asked for them are called in a few words.
import type { components } from "@/api/schema";
import { historyWords } from "@/i18n/en/history_words";
import type { Translate } from "@/i18n/i18n_provider";

const bare = (wire: string) => wire.replace(/\.v\d+$/, "");

const known = (key: string): key is keyof typeof historyWords => key in historyWords;

/** "ticket.assigned.v1": "Ticket assigned"; one that has no words yet is its own name. */
export function factName(t: Translate, wire: string): string {
  const key = `history.fact.${bare(wire)}`;
  return known(key) ? t(key) : bare(wire);
}

export function askName(t: Translate, wire: string): string {
  const key = `history.ask.${bare(wire)}`;
  return known(key) ? t(key) : bare(wire);
}

/** Who has asked for something, by the name that they have now. */
export function whoName(
  t: Translate,
  { kind, id }: components["schemas"]["who"],
  nameOf: (member: string) => string | undefined,
): string {
  if (kind === "system") return t("history.who.house");
  if (kind === "visitor") return t("history.who.visitor");
  if (kind === "api_key") return t("history.who.api_key");
  return id ? (nameOf(id) ?? t("history.who.left")) : t("history.who.anybody");
}
