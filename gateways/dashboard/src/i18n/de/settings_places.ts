import type { Translated } from "../catalogue";
import type { settingsPlaces as english } from "../en/settings_places";

export const settingsPlaces: Translated<typeof english> = {
  "settings.name.wrong": "Ein Name hat 1 bis 100 Zeichen in einer Zeile.",
  "settings.of.business": "Unternehmen",
  "settings.of.developers": "Entwicklung",
  "settings.of.me": "Du",
  "settings.to.api_keys": "API-Schlüssel",
  "settings.to.audit": "Prüfprotokoll",
  "settings.to.business": "Allgemein",
  "settings.to.integrations": "Verbindungen",
  "settings.to.hours": "Zeiten und Zuweisung",
  "settings.to.me": "Profil und Darstellung",
  "settings.to.privacy": "Datenschutz",
  "settings.to.roles": "Rollen",
  "settings.to.security": "Passwort und Geräte",
  "settings.to.widget": "Website-Widget",
  "settings.to.webhooks": "Webhooks",
};
