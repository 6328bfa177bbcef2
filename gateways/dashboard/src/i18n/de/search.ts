import type { Translated } from "../catalogue";
import type { search as english } from "../en/search";

export const search: Translated<typeof english> = {
  "search.title": "Suche",
  "search.hint": "Gespräche, Kundschaft, Tickets, Menschen suchen",
  "search.all": "Alle Treffer zu „{q}“",
  "search.everything": "Zurück zu allen Treffern",
  "search.empty.title": "Alles durchsuchen",
  "search.empty.text":
    "Wörter werden an ihrem Anfang gefunden, Nummern an vier beliebigen Ziffern. „In Anführungszeichen“ genau so.",
  "search.failed": "Gerade kann nichts gesucht werden",
  "search.none.title": "Nirgends steht „{q}“",
  "search.none.text": "Versuch es mit weniger Wörtern oder nur dem Anfang eines Wortes.",
  "search.recent": "Zuletzt gesucht",
  "search.recent.clear": "Vergessen",
  "search.kind.conversations": "Gespräche",
  "search.kind.customers": "Kundschaft",
  "search.kind.messages": "Nachrichten",
  "search.kind.team": "Team",
  "search.kind.tickets": "Tickets",
  "search.more.conversations": "Alle diese Gespräche",
  "search.more.customers": "Alle diese Kundinnen und Kunden",
  "search.more.messages": "Alle diese Nachrichten",
  "search.more.team": "Alle diese Mitglieder",
  "search.more.tickets": "Alle diese Tickets",
  "shortcut.search": "Suchen",
};
