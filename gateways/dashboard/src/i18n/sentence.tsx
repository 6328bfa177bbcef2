import { Fragment, type ReactNode } from "react";
import type { Catalogue, Key } from "./catalogue";
import { useI18n } from "./i18n_provider";
import type { NamesOf } from "./text";

type Holes<K extends Key> = { [Name in NamesOf<Catalogue[K]>]: ReactNode };

/** A text whose holes are filled with what is drawn: a name that stands out, a link. */
export function Sentence<K extends Key>({ of, holes }: { of: K; holes: Holes<K> }) {
  const text = useI18n().textOf(of);
  const drawn: Partial<Record<string, ReactNode>> = holes;
  return (typeof text === "string" ? text : text.other).split(/\{(\w+)\}/).map((part, at) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other identity
    return at % 2 === 0 ? part : <Fragment key={at}>{drawn[part]}</Fragment>;
  });
}
