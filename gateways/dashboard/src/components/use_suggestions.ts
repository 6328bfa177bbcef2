import { type KeyboardEvent, type RefObject, useRef, useState } from "react";

export interface Suggestion {
  id: string;
  label: string;
  /** A second line: the beginning of a saved reply, somebody's role. */
  detail?: string;
  /** What is put in place of what was typed; `@label ` for members. */
  text?: string;
}

/** Finds what begins with, or holds, the words typed so far. */
export type Suggest = (words: string) => Suggestion[] | Promise<Suggestion[]>;

interface Asked {
  sign: "/" | "@";
  from: number;
  to: number;
  found: Suggestion[];
  chosen: number;
}

const most_shown = 8;

export interface SuggestionOptions {
  area: RefObject<HTMLTextAreaElement | null>;
  canned: Suggest | undefined;
  members: Suggest | undefined;
  replace: (from: number, to: number, by: string) => void;
}

/** `/` asks for saved replies and `@` for members, while one writes; arrows choose, Enter or Tab takes, Escape lets be. */
export function useSuggestions({ area, canned, members, replace }: SuggestionOptions) {
  const [asked, setAsked] = useState<Asked>();
  const [named, setNamed] = useState<Suggestion[]>([]);
  const question = useRef(0);
  const letBe = useRef<number>(undefined);

  const close = () => {
    question.current++;
    setAsked(undefined);
  };

  async function look() {
    const field = area.current;
    if (!field) return;
    const to = field.selectionStart;
    const match = field.selectionEnd === to && /(?:^|\s)([/@])([^\s/@]*)$/.exec(field.value.slice(0, to));
    const sign = match ? (match[1] as "/" | "@") : undefined;
    const suggest = sign === "/" ? canned : sign === "@" ? members : undefined;
    const from = match ? to - (match[2] ?? "").length - 1 : -1;
    if (!match || !sign || !suggest || letBe.current === from) {
      if (letBe.current !== from) letBe.current = undefined;
      return close();
    }
    const mine = ++question.current;
    const found = (await suggest(match[2] ?? "")).slice(0, most_shown);
    if (mine === question.current) setAsked(found.length > 0 ? { sign, from, to, found, chosen: 0 } : undefined);
  }

  function take(suggestion: Suggestion) {
    if (!asked) return;
    if (asked.sign === "@") setNamed((before) => [...before.filter((one) => one.id !== suggestion.id), suggestion]);
    replace(asked.from, asked.to, suggestion.text ?? (asked.sign === "@" ? `@${suggestion.label} ` : suggestion.label));
    close();
  }

  return {
    asked,
    named,
    look,
    close,
    take,
    choose: (chosen: number) => setAsked((now) => now && { ...now, chosen }),
    forget: () => setNamed([]),
    attributes: (listId: string) => ({
      "aria-autocomplete": "list" as const,
      "aria-haspopup": "listbox" as const,
      "aria-controls": asked ? listId : undefined,
      "aria-activedescendant": asked ? `${listId}-${asked.chosen}` : undefined,
    }),
    /** True when the key was meant for the suggestions. */
    press: (event: KeyboardEvent): boolean => {
      if (!asked || event.metaKey || event.ctrlKey || event.altKey) return false;
      const { found, chosen, from } = asked;
      if (event.key === "ArrowDown") setAsked({ ...asked, chosen: (chosen + 1) % found.length });
      else if (event.key === "ArrowUp") setAsked({ ...asked, chosen: (chosen + found.length - 1) % found.length });
      else if (event.key === "Enter" || event.key === "Tab") take(found[chosen] as Suggestion);
      else if (event.key === "Escape") {
        letBe.current = from;
        close();
      } else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

export type Suggestions = ReturnType<typeof useSuggestions>;
