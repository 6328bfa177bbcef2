// The button's words.
const en = {
  open: "Open chat",
  close: "Close chat",
  chat: "Chat",
  unread: (count: number) => (count === 1 ? "1 new message" : `${count} new messages`),
  denied: "The chat cannot be shown on this site.",
};

const de: typeof en = {
  open: "Chat öffnen",
  close: "Chat schließen",
  chat: "Chat",
  unread: (count) => (count === 1 ? "1 neue Nachricht" : `${count} neue Nachrichten`),
  denied: "Der Chat kann auf dieser Seite nicht gezeigt werden.",
};

export type ButtonTexts = typeof en;
export const buttonTexts: Record<"en" | "de", ButtonTexts> = { en, de };
