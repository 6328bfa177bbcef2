import { Command } from "cmdk";
import { Dialog as Radix } from "radix-ui";
import { useLayoutEffect, useState } from "react";
import { cx } from "@/components/cx";
import { floatLook, rowLook } from "@/components/menu";
import { SkeletonRows } from "@/components/skeleton";
import { Spinner } from "@/components/spinner";
import { useText } from "@/i18n/i18n_provider";
import { type ChoiceGroup, useActionChoices } from "./palette_actions";
import { useFoundChoices } from "./palette_found";
import { closePalette, type PaletteMode, takeTyped } from "./palette_state";

const longest_search = 1000; // what the server takes

/** Go anywhere, do what can be done here, find what is there. */
export function PaletteDialog({ open, mode }: { open: boolean; mode: PaletteMode }) {
  const t = useText();
  return (
    <Radix.Root open={open} onOpenChange={(next) => next || closePalette()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className={`${floatLook} fixed inset-x-4 top-[8vh] mx-auto max-w-dialog-wide overflow-hidden sm:top-[12vh]`}
        >
          <Radix.Title className="sr-only">{t(mode === "search" ? "search.title" : "shell.palette")}</Radix.Title>
          <Choices mode={mode} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Choices({ mode }: { mode: PaletteMode }) {
  const t = useText();
  const [typed, setTyped] = useState("");
  // As its field is there: the focus comes with it.
  useLayoutEffect(() => setTyped(takeTyped()), []);
  const [lit, setLit] = useState("");
  const actions = useActionChoices(typed);
  const found = useFoundChoices(typed, { alone: mode === "search", onAsk: setTyped });
  const groups = [...(mode === "search" ? [] : actions), ...found.groups].filter(({ choices }) => choices.length > 0);
  const values = groups.flatMap(({ choices }) => choices.map(({ value }) => value));
  const label = t(mode === "search" ? "search.title" : "shell.palette");
  return (
    // What the server has found comes later than the letters: then its first is what Enter takes.
    <Command
      label={label}
      loop
      shouldFilter={false}
      value={values.includes(lit) ? lit : (values[0] ?? "")}
      onValueChange={setLit}
    >
      <div className="flex items-center gap-2 border-b border-line pr-4">
        <Command.Input
          autoFocus
          dir="auto"
          maxLength={longest_search}
          value={typed}
          onValueChange={(now) => {
            setTyped(now);
            setLit("");
          }}
          placeholder={t(mode === "search" ? "search.hint" : "shell.palette.hint")}
          className="min-h-12 min-w-0 flex-1 bg-transparent pl-4 text-body outline-none"
        />
        <span className="grid size-4 place-items-center text-faint">{found.searching && <Spinner />}</span>
      </div>
      <Command.List label={label} className="max-h-[min(60vh,34rem)] overflow-y-auto p-1">
        {groups.map((group) => (
          <Group key={group.heading} group={group} />
        ))}
        {found.waiting && <SkeletonRows rows={3} label={t("common.loading")} />}
      </Command.List>
      {found.problem && (
        <p role="alert" className="border-t border-line px-4 py-3 text-dense text-red-ink">
          {t("search.failed")}: {found.problem}
        </p>
      )}
      {values.length === 0 && !found.waiting && !found.problem && (
        <p role="status" className="px-4 pb-5 pt-3 text-center text-faint">
          {typed.trim() === "" ? t("search.empty.text") : t("shell.palette.none")}
        </p>
      )}
    </Command>
  );
}

function Group({ group: { heading, choices } }: { group: ChoiceGroup }) {
  return (
    <Command.Group
      heading={heading}
      className="**:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:py-1.5 **:[[cmdk-group-heading]]:text-meta **:[[cmdk-group-heading]]:text-faint"
    >
      {choices.map(({ value, run, row, tall }) => (
        <Command.Item key={value} value={value} onSelect={run} className={cx(rowLook, tall && "min-h-10")}>
          {row}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
