import type { Translated } from "../catalogue";
import type { roles as english } from "../en/roles";

export const roles: Translated<typeof english> = {
  "roles.text":
    "Neben den vorhandenen Rollen kannst du eigene anlegen. Wer eine davon hat, darf, was sie sagt, und sonst nichts.",
  "roles.none": "Noch keine eigenen Rollen",
  "roles.none.text": "Zum Beispiel eine fürs Lager, die Tickets sieht, aber keine Kundschaft.",
  "roles.create": "Rolle anlegen",
  "roles.create.text": "Du kannst hineinnehmen, was du selbst darfst.",
  "roles.created": "{name} ist angelegt. Du kannst die Rolle jetzt vergeben.",
  "roles.change.text": "Wer sie hat, darf sofort, was sie dann sagt.",
  "roles.saved": "{name} gespeichert",
  "roles.name": "Name",
  "roles.name.hint": "Dein Team sieht ihn bei allen, die diese Rolle haben.",
  "roles.rights": "Was sie darf",
  "roles.members": { one: "{count} Person hat sie", other: "{count} Personen haben sie" },
  "roles.beyond_yours": "Diese Rolle darf mehr als du. Ändern kann sie nur, wer alles davon darf.",
  "roles.delete": "Rolle löschen",
  "roles.delete.title": "{name} löschen?",
  "roles.delete.text": "Das lässt sich nicht rückgängig machen. Was damit getan wurde, bleibt im Verlauf.",
  "roles.deleted": "{name} ist gelöscht",
  "roles.wrong.beyond_own": "Niemand gibt einer Rolle mehr, als er selbst darf, oder ändert eine, die mehr darf.",
  "roles.wrong.in_use":
    "Jemand hat diese Rolle oder ist mit ihr eingeladen. Vergib dort zuerst eine andere, auf der Seite Team.",
  "roles.wrong.name_invalid":
    "Der Name einer Rolle hat 1 bis 100 Zeichen in einer Zeile und ist nicht der einer eingebauten Rolle.",
  "roles.wrong.name_taken": "Eine andere Rolle heißt so. Nimm einen anderen Namen.",
  "roles.wrong.too_many": "Ein Unternehmen hat höchstens 50 eigene Rollen. Lösche, was niemand hat.",
};
