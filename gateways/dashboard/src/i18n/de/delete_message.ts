import type { Translated } from "../catalogue";
import type { deleteMessage as english } from "../en/delete_message";

export const deleteMessage: Translated<typeof english> = {
  "thread.delete.title": "Diese Nachricht löschen?",
  "thread.delete.title.own": "Deine Nachricht löschen?",
  "thread.delete.text":
    "Was sie sagt, ist endgültig weg, hier und im Widget; dass es sie gab, bleibt zu sehen. Was per E-Mail oder über einen anderen Kanal hinausgegangen ist, lässt sich nicht zurückholen.",
  "thread.delete.text.note": "Was sie sagt, ist endgültig weg; dass es sie gab, bleibt zu sehen.",
};
