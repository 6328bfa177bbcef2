import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Icon } from "@/components/icon";
import { Kbd } from "@/components/kbd";
import { holds } from "@/components/option_list";
import { useText } from "@/i18n/i18n_provider";
import { type Action, useScopes } from "@/keys/keys_provider";
import { useDestinations } from "./destinations";
import { type PaletteAction, useFarther, useNewThings, useOwnChoices } from "./palette_everywhere";
import { closePalette } from "./palette_state";

/** One line of the palette. */
export interface Choice {
  value: string;
  run: () => void;
  row: ReactNode;
  tall?: boolean;
}

export interface ChoiceGroup {
  heading: string;
  choices: Choice[];
}

/** Where the focus goes is the action's to say; the dialog gives it back first. */
export function afterwards(run: () => void) {
  return () => {
    closePalette();
    setTimeout(run);
  };
}

/** What can be done here, and where one can go. */
export function useActionChoices(typed: string): ChoiceGroup[] {
  const t = useText();
  const navigate = useNavigate();
  const scopes = useScopes();
  const destinations = useDestinations();
  const [newThings, farther, own] = [useNewThings(), useFarther(), useOwnChoices()];
  const choice = (scope: string, action: PaletteAction): Choice => ({
    value: `${scope} ${action.id ?? action.text}`,
    run: afterwards(action.run),
    row: <ActionRow action={action} />,
  });
  const fits = ({ text }: { text: string }) => holds(text, typed);
  const first = (of: readonly PaletteAction[]) =>
    [...of].filter(fits).sort((a, b) => rank(a.text, typed) - rank(b.text, typed));
  const go = destinations.map(({ to, text, icon }) => ({
    text: t(text),
    icon,
    run: () => void navigate({ from: "/b/$business", to }),
  }));
  const here = new Set(scopes.flatMap(({ actions }) => actions.map(({ text }) => text))); // with its key
  const missing = newThings.filter(({ text }) => !here.has(text));
  const groups = [
    ...scopes.map(({ name, actions }) => ({ name, heading: name, actions: first(actions.filter(isListed)) })),
    { name: "go", heading: t("shell.palette.go"), actions: first([...go, ...farther]) },
    { name: "new", heading: t("shell.palette.new"), actions: first(missing) },
    { name: "own", heading: t("shell.person"), actions: first(own) },
  ];
  const best = ({ actions: [action] }: { actions: readonly PaletteAction[] }) =>
    action ? rank(action.text, typed) : others;
  return groups
    .sort((a, b) => best(a) - best(b))
    .map(({ name, heading, actions }) => ({ heading, choices: actions.map((action) => choice(name, action)) }));
}

const isListed = ({ unlisted }: Action) => !unlisted;
const others = 2;

/** What is called so comes before what begins so, and that before the rest. */
function rank(text: string, typed: string) {
  const [name, words] = [text.toLocaleLowerCase(), typed.trim().toLocaleLowerCase()];
  if (words === "") return 0;
  return name === words ? 0 : name.startsWith(words) ? 1 : others;
}

function ActionRow({ action: { icon, text, keys } }: { action: Action }) {
  return (
    <>
      {icon && <Icon of={icon} className="text-faint" />}
      <span className="flex-1 truncate">{text}</span>
      {keys && <Kbd keys={keys} />}
    </>
  );
}
