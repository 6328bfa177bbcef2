import type { Translated } from "../catalogue";
import type { endBusiness as english } from "../en/end_business";

export const endBusiness: Translated<typeof english> = {
  "settings.close": "Unternehmen schließen",
  "settings.close.done": "Das Unternehmen ist geschlossen.",
  "settings.close.short":
    "Nur wer es besitzt, kommt noch hinein, und das Widget nimmt keine Nachrichten an, bis es wieder geöffnet wird.",
  "settings.close.text":
    "Mitglieder verlieren sofort den Zugang, und wer eure Website besucht, kann nicht schreiben. Alles bleibt erhalten. Wer es besitzt, kann es jederzeit wieder öffnen.",
  "settings.close.title": "{business} schließen?",
  "settings.closed": "Dieses Unternehmen ist geschlossen. Nur wer es besitzt, kommt hinein.",
  "settings.closed.until": "Dieses Unternehmen ist geschlossen und wird am {date} gelöscht.",
  "settings.delete": "Unternehmen löschen",
  "settings.delete.done": "Das Unternehmen wird in 30 Tagen gelöscht.",
  "settings.delete.short":
    "Es wird sofort geschlossen und ist nach 30 Tagen endgültig weg. Bis dahin kann man es zurückholen.",
  "settings.delete.text":
    "Mitglieder verlieren sofort den Zugang, und wer eure Website besucht, kann nicht schreiben. Nach 30 Tagen kann es niemand mehr öffnen.",
  "settings.delete.title": "{business} löschen?",
  "settings.delete.type": "Zum Löschen {business} eintippen",
  "settings.end": "Schließen oder löschen",
  "settings.end.text": "Für Besitzerinnen und Besitzer.",
  "settings.reopen": "Wieder öffnen",
  "settings.reopen.done": "Das Unternehmen ist wieder offen.",
};
