// The texts of the page in the language of the person, and how dates and numbers are written there.
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import type { Catalogue, Key, Translated } from "./catalogue";
import { catalogueOf, type Language, localeOf, rememberLanguage } from "./language";
import { type Rest, type Text, written } from "./text";
import { chosenTimeZone, ownTimeZone, rememberTimeZone } from "./time_zone";

export type Translate = <K extends Key>(key: K, ...values: Rest<Catalogue[K]>) => string;

interface I18n {
  language: Language;
  locale: string;
  timeZone: string;
  t: Translate;
  /** A text with its holes as they are: for Sentence. */
  textOf: (key: Key) => Text;
  choose: (language: Language) => void;
  /** None: that of the device. */
  chosenZone: string | undefined;
  chooseZone: (timeZone: string | undefined) => void;
}

const Context = createContext<I18n | undefined>(undefined);

export interface Start {
  language: Language;
  catalogue: Translated<Catalogue>;
}

export function I18nProvider({ start, children }: { start: Start; children: ReactNode }) {
  const [{ language, catalogue }, setRead] = useState(start);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const choose = useCallback((chosen: Language) => {
    rememberLanguage(chosen);
    void catalogueOf(chosen).then((read) => setRead({ language: chosen, catalogue: read }));
  }, []);

  const [chosenZone, setChosenZone] = useState(chosenTimeZone);
  const chooseZone = useCallback((zone: string | undefined) => {
    rememberTimeZone(zone);
    setChosenZone(zone);
  }, []);

  const i18n = useMemo<I18n>(() => {
    const locale = localeOf(language);
    return {
      language,
      locale,
      timeZone: chosenZone ?? ownTimeZone(),
      choose,
      chosenZone,
      chooseZone,
      t: (key, ...values) => written(catalogue[key], values[0] ?? {}, locale),
      textOf: (key) => catalogue[key],
    };
  }, [language, catalogue, choose, chosenZone, chooseZone]);
  return <Context value={i18n}>{children}</Context>;
}

export function useI18n() {
  const i18n = use(Context);
  if (!i18n) throw new Error("useI18n needs an I18nProvider above it");
  return i18n;
}

/** The texts alone: what nearly everybody wants. */
export function useText(): Translate {
  return useI18n().t;
}
