import type { en } from "./en";
import type { Plural } from "./text";

/** The same keys in another language, and plural forms where the English has them. */
export type Translated<English> = { [Key in keyof English]: English[Key] extends Plural ? Plural : string };

export type Catalogue = typeof en;
export type Key = keyof Catalogue;
