export const deleteMessage = {
  "thread.delete.title": "Delete this message?",
  "thread.delete.title.own": "Delete your message?",
  "thread.delete.text":
    "What it says is gone for good, here and in the widget; that it was there stays to be seen. What has gone out by mail or another channel cannot be called back.",
  "thread.delete.text.note": "What it says is gone for good; that it was there stays to be seen.",
} as const;
