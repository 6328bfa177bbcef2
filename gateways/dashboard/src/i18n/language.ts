// Which language this browser reads. English is always there, but for what screens say that are far away; the others are fetched when
// they are chosen.
import type { Catalogue, Translated } from "./catalogue";
import { near } from "./en_near";

export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;

const chosen_key = "millrace.language";

export function chosenLanguage(): Language {
  const chosen = localStorage.getItem(chosen_key);
  const wanted = chosen ? [chosen] : navigator.languages.map((tag) => tag.slice(0, 2));
  return wanted.find((tag): tag is Language => tag in languages) ?? "en";
}

export function rememberLanguage(language: Language) {
  localStorage.setItem(chosen_key, language);
}

const english = { ...near } as Translated<Catalogue>;

/** Before the first screen that says any of it. */
export async function fetchFarTexts() {
  Object.assign(english, (await import("./en_far")).far);
}

export async function catalogueOf(language: Language): Promise<Translated<Catalogue>> {
  return language === "de" ? (await import("./de")).de : english;
}

/** The dialect that the person's browser asks for, for dates and numbers: "en-GB" for English. */
export function localeOf(language: Language) {
  return navigator.languages.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language;
}
