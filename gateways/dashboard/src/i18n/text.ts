// A catalogue gives each key a text, or one text per plural form of {count}. What a text needs is read from the English one.
import { numberFormat, perLocale } from "./formats";

export type Plural = { one: string; other: string };
export type Text = string | Plural;

type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
export type NamesOf<T> = T extends string ? Names<T> : T extends Plural ? Names<T["other"]> | "count" : never;
export type Values<T> = { [Name in NamesOf<T>]: Name extends "count" ? number : string | number };
/** Nothing more where the text has no holes. */
export type Rest<T> = [NamesOf<T>] extends [never] ? [] : [values: Values<T>];

/** What may turn the direction of the words around it: letters written from right to left, and marks that nobody sees. */
const turning = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;
const [isolate, end] = ["\u2068", "\u2069"];

export function written(text: Text, values: Record<string, string | number>, locale: string) {
  const form = typeof text === "string" ? text : text[formOf(text, Number(values.count), locale)];
  return form.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name];
    if (value === undefined) return hole;
    if (typeof value === "number") return numberFormat(locale).format(value);
    return turning.test(value) ? `${isolate}${value}${end}` : value;
  });
}

const pluralRules = perLocale((locale) => new Intl.PluralRules(locale));

function formOf(text: Plural, count: number, locale: string): keyof Plural {
  const form = pluralRules(locale).select(count);
  return form in text ? (form as keyof Plural) : "other";
}
