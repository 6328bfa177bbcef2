export const endBusiness = {
  "settings.close": "Close business",
  "settings.close.done": "The business is closed.",
  "settings.close.short":
    "Nobody but its owners gets in, and the widget takes no messages, until an owner opens it again.",
  "settings.close.text":
    "Members lose access at once, and visitors cannot write. Everything is kept. An owner can open it again at any time.",
  "settings.close.title": "Close {business}?",
  "settings.closed": "This business is closed. Only its owners get in.",
  "settings.closed.until": "This business is closed and will be deleted on {date}.",
  "settings.delete": "Delete business",
  "settings.delete.done": "The business will be deleted in 30 days.",
  "settings.delete.short":
    "It is closed at once, and gone for good after 30 days. Until then an owner can take it back.",
  "settings.delete.text":
    "Members lose access at once, and visitors cannot write. After 30 days nobody can open it again.",
  "settings.delete.title": "Delete {business}?",
  "settings.delete.type": "Type {business} to delete it",
  "settings.end": "Close or delete",
  "settings.end.text": "For owners.",
  "settings.reopen": "Open again",
  "settings.reopen.done": "The business is open again.",
} as const;
