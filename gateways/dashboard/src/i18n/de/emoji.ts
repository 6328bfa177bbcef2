import type { Translated } from "../catalogue";
import type { emoji as english } from "../en/emoji";

export const emoji: Translated<typeof english> = {
  "emoji.title": "Emojis",
  "emoji.find": "Emoji suchen",
  "emoji.none": "Kein solches Emoji",
  "emoji.groups": "Gruppen",
  "emoji.recent": "Zuletzt benutzt",
  "emoji.smileys": "Smileys und Gefühle",
  "emoji.people": "Menschen und Körper",
  "emoji.nature": "Tiere und Natur",
  "emoji.food": "Essen und Trinken",
  "emoji.travel": "Reisen und Orte",
  "emoji.activities": "Aktivitäten",
  "emoji.objects": "Gegenstände",
  "emoji.symbols": "Symbole",
  "emoji.flags": "Flaggen",
};
