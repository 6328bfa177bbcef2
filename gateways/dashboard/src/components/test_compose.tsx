// For tests: a composer with everything told to spies.
import { screen } from "@testing-library/react";
import { vi } from "vitest";
import { Composer, type ComposerProps } from "./composer";
import { show } from "./test_render";

export const canned = [
  { id: "c1", label: "refund", text: "The money is on its way." },
  { id: "c2", label: "thanks", text: "Thank you." },
];
const members = [
  { id: "m1", label: "Ines Duarte" },
  { id: "m2", label: "Tomasz Wójcik" },
];
const holding = (words: string) => (one: { label: string }) => one.label.toLowerCase().includes(words.toLowerCase());

export function compose(given: Partial<ComposerProps> = {}) {
  const told = { onMode: vi.fn(), onDraft: vi.fn(), onSend: vi.fn(), onFiles: vi.fn(), onWriting: vi.fn() };
  const props: ComposerProps = {
    mode: "reply",
    draft: "",
    canned: (words) => canned.filter(holding(words)),
    members: (words) => members.filter(holding(words)),
    ...told,
    ...given,
  };
  const shown = show(<Composer {...props} />);
  return { ...told, ...shown, area: screen.getByRole<HTMLTextAreaElement>("textbox") };
}
