import { type KeyboardEvent, use, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { useI18n } from "@/i18n/i18n_provider";
import type { Language } from "@/i18n/language";
import { cx } from "../cx";
import { TextInput } from "../text_input";
import { type Emoji, found, groups, moved, read, recentEmojis, rememberEmoji } from "./emojis";

const columns = 8;
const files = {
  en: () => import("virtual:emojis/en"),
  de: () => import("virtual:emojis/de"),
} as const;
const asked = new Map<Language, Promise<Emoji[]>>();

/** Of each language once. */
function emojisIn(language: Language): Promise<Emoji[]> {
  const known = asked.get(language) ?? files[language]().then((file) => read(file.default));
  asked.set(language, known);
  return known;
}

/** Written for, or gone through group by group. The field keeps the focus: arrows move over the emojis, Enter takes one. */
export default function EmojiPanel({ onPick }: { onPick: (emoji: string) => void }) {
  const { t, language } = useI18n();
  const all = use(emojisIn(language));
  const [recent] = useState(recentEmojis);
  const [group, setGroup] = useState<number | "recent">(recent.length > 0 ? "recent" : 0);
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const search = useDeferredValue(words.trim());
  const listId = useId();
  const shown = search !== "" ? found(all, search) : group === "recent" ? knownOf(all, recent) : of(all, group);
  const active = shown[Math.min(at, shown.length - 1)];
  const grid = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is active stays in sight
  useEffect(() => {
    grid.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active]);

  function pick(emoji: string) {
    rememberEmoji(emoji);
    onPick(emoji);
  }

  function press(event: KeyboardEvent) {
    const to = moved(event.key, at, shown.length, columns);
    if (to !== undefined) setAt(to);
    else if (event.key === "Enter" && active) pick(active.emoji);
    else return;
    event.preventDefault();
  }

  return (
    <div className="flex flex-col gap-2">
      <TextInput
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={active ? optionId(listId, active.emoji) : undefined}
        aria-label={t("emoji.find")}
        placeholder={t("emoji.find")}
        autoFocus
        autoComplete="off"
        value={words}
        onChange={({ target }) => {
          setWords(target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      {search === "" && (
        <GroupBar
          recent={recent.length > 0}
          group={group}
          onGroup={(next) => {
            setGroup(next);
            setAt(0);
          }}
        />
      )}
      <div
        ref={grid}
        id={listId}
        role="listbox"
        aria-label={t("emoji.title")}
        className="grid h-52 auto-rows-8 grid-cols-8 content-start overflow-y-auto overscroll-contain"
      >
        {shown.map((one) => (
          <Option key={one.emoji} of={one} id={optionId(listId, one.emoji)} active={one === active} onPick={pick} />
        ))}
      </div>
      <p role="status" className="min-h-4 truncate text-meta text-faint">
        {active?.name ?? t("emoji.none")}
      </p>
    </div>
  );
}

const optionId = (list: string, emoji: string) => `${list}-${emoji}`;
const of = (all: readonly Emoji[], group: number) => all.filter((one) => one.group === group);
const knownOf = (all: readonly Emoji[], emojis: readonly string[]) =>
  emojis.flatMap((emoji) => all.find((one) => one.emoji === emoji) ?? []);

interface OptionProps {
  of: Emoji;
  id: string;
  active: boolean;
  onPick: (emoji: string) => void;
}

function Option({ of: { emoji, name }, id, active, onPick }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      aria-label={name}
      title={name}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onPick(emoji)}
      className={cx(
        "grid h-8 cursor-default place-items-center rounded-control font-emoji text-title select-none hover:bg-hover",
        active && "bg-selected",
      )}
    >
      {emoji}
    </div>
  );
}

interface GroupBarProps {
  recent: boolean;
  group: number | "recent";
  onGroup: (group: number | "recent") => void;
}

function GroupBar({ recent, group, onGroup }: GroupBarProps) {
  const { t } = useI18n();
  const all = [...(recent ? [{ id: "recent", name: "recent", sign: "🕘" } as const] : []), ...groups];
  return (
    <fieldset className="flex justify-between">
      <legend className="sr-only">{t("emoji.groups")}</legend>
      {all.map(({ id, name, sign }) => (
        <button
          key={id}
          type="button"
          aria-pressed={group === id}
          aria-label={t(`emoji.${name}`)}
          title={t(`emoji.${name}`)}
          onClick={() => onGroup(id)}
          className="grid h-8 min-w-6 flex-1 place-items-center rounded-control text-dense grayscale hover:bg-hover aria-pressed:bg-selected aria-pressed:grayscale-0"
        >
          <span aria-hidden className="font-emoji">
            {sign}
          </span>
        </button>
      ))}
    </fieldset>
  );
}
