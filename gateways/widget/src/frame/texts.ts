// The frame's words, in the languages that there are.
const en = {
  locale: "en",
  greeting: (business: string) => `Write to ${business}`,
  promise: "Answers appear here, also when you come back later.",
  placeholder: "Write a message",
  send: "Send",
  close: "Close chat",
  messages: "Messages",
  earlier: "Show earlier messages",
  you: "You",
  sending: "Sending…",
  waits: "Waiting for the connection…",
  refused: "Not sent",
  again: "Try again",
  drop: "Discard",
  removed: "This message was removed.",
  types: "is writing…",
  somebody: "Somebody",
  today: "Today",
  yesterday: "Yesterday",
  offline: "No connection. What you write is kept and sent as soon as there is one.",
  unreachable: "The chat cannot be reached just now. It is tried again.",
  forgets: "Your browser keeps nothing for this chat: the conversation ends when you leave this page.",
  noFiles: "Files cannot be sent here yet. Tell us in words, and we find another way for the file.",
  tooLong: (most: string) => `That is too long: at most ${most} characters.`,
  left: (count: string) => `${count} characters left`,
  denied: "This chat may not be used on this site.",
  newMessages: (count: number) => (count === 1 ? "1 new message" : `${count} new messages`),
  why: {
    "widget.origin_denied": "This chat may not be used on this site.",
    "message.text_invalid": "This text cannot be sent: it is empty, too long, or has signs that cannot be kept.",
    "json.bad_text": "This text has signs that cannot be kept.",
    over: "This conversation is over. Write again to begin a new one.",
  } as Record<string, string>,
};

export type Texts = typeof en;

const de: Texts = {
  locale: "de",
  greeting: (business) => `Schreiben Sie an ${business}`,
  promise: "Antworten erscheinen hier, auch wenn Sie später wiederkommen.",
  placeholder: "Nachricht schreiben",
  send: "Senden",
  close: "Chat schließen",
  messages: "Nachrichten",
  earlier: "Frühere Nachrichten zeigen",
  you: "Sie",
  sending: "Wird gesendet…",
  waits: "Wartet auf die Verbindung…",
  refused: "Nicht gesendet",
  again: "Noch einmal versuchen",
  drop: "Verwerfen",
  removed: "Diese Nachricht wurde entfernt.",
  types: "schreibt…",
  somebody: "Jemand",
  today: "Heute",
  yesterday: "Gestern",
  offline: "Keine Verbindung. Was Sie schreiben, wird behalten und gesendet, sobald es eine gibt.",
  unreachable: "Der Chat ist gerade nicht zu erreichen. Es wird wieder versucht.",
  forgets: "Ihr Browser behält für diesen Chat nichts: Das Gespräch endet, wenn Sie diese Seite verlassen.",
  noFiles:
    "Dateien können hier noch nicht gesendet werden. Schreiben Sie uns, worum es geht, und wir finden einen anderen Weg dafür.",
  tooLong: (most) => `Das ist zu lang: höchstens ${most} Zeichen.`,
  left: (count) => `noch ${count} Zeichen`,
  denied: "Dieser Chat darf auf dieser Seite nicht verwendet werden.",
  newMessages: (count) => (count === 1 ? "1 neue Nachricht" : `${count} neue Nachrichten`),
  why: {
    "widget.origin_denied": "Dieser Chat darf auf dieser Seite nicht verwendet werden.",
    "message.text_invalid":
      "Dieser Text kann nicht gesendet werden: Er ist leer, zu lang oder hat Zeichen, die nicht behalten werden können.",
    "json.bad_text": "Dieser Text hat Zeichen, die nicht behalten werden können.",
    over: "Dieses Gespräch ist zu Ende. Schreiben Sie wieder, um ein neues zu beginnen.",
  },
};

export const textsOf: Record<"en" | "de", Texts> = { en, de };

// How dates are written: as whoever reads has it, where that goes with the words.
export const localeOf = ({ locale }: Texts, wished: readonly string[]) =>
  wished.find((one) => one.toLowerCase().split("-")[0] === locale) ?? locale;
