import type { Translated } from "../catalogue";
import type { signIn as english } from "../en/sign_in";

export const signIn: Translated<typeof english> = {
  "sign_in.accept.join": "Einladung annehmen",
  "sign_in.accept.join_title": "Zu {business} kommen",
  "sign_in.accept.refused": "Die Einladung kann nicht verwendet werden",
  "sign_in.accept.text":
    "Du bist als {email} angemeldet. Mit der Annahme gehörst du zum Team, das dich eingeladen hat.",
  "sign_in.accept.title": "Du bist eingeladen",
  "sign_in.business.action": "Unternehmen anlegen",
  "sign_in.business.another": "Neues Unternehmen",
  "sign_in.business.another.text":
    "Es hat eigene Gespräche, eigene Kundschaft und ein eigenes Team. Zu Anfang gehörst nur du dazu.",
  "sign_in.business.back": "Zurück zu {name}",
  "sign_in.business.invited":
    "Du wurdest in ein Team eingeladen? Öffne stattdessen den Link in der Einladung. Du bist als {email} angemeldet.",
  "sign_in.business.name": "Name des Unternehmens",
  "sign_in.business.name.hint": "Deine Kundschaft sieht ihn. Er lässt sich später ändern.",
  "sign_in.business.text": "Gespräche, Kundschaft und dein Team gehören dazu. Weitere kannst du später anlegen.",
  "sign_in.business.title": "Dein erstes Unternehmen",
  "sign_in.email": "E-Mail",
  "sign_in.failed": "E-Mail oder Passwort stimmt nicht.",
  "sign_in.forgot": "Passwort vergessen?",
  "sign_in.have_account": "Du hast schon ein Konto?",
  "sign_in.invited.by": "{name} lädt dich zu {business} ein. Rolle: {role}.",
  "sign_in.invited.new": "Du bist in ein Team eingeladen. Mit einem Konto kannst du annehmen.",
  "sign_in.invited.to": "Du bist zu {business} eingeladen. Rolle: {role}.",
  "sign_in.log_in": "Anmelden",
  "sign_in.log_in.title": "Bei Millrace anmelden",
  "sign_in.log_out": "Abmelden",
  "sign_in.name": "Dein Name",
  "sign_in.no_account": "Noch kein Konto?",
  "sign_in.other_account": "Anderes Konto verwenden",
  "sign_in.password": "Passwort",
  "sign_in.passkey": "Passkey benutzen",
  "sign_in.password.hint": "Mindestens 8 Zeichen. Am besten mehrere Wörter, die sonst niemand so verbindet.",
  "sign_in.reactivate": "Aktivieren und anmelden",
  "sign_in.sign_up": "Registrieren",
  "sign_in.sign_up.title": "Konto anlegen",
  "sign_in.taken": "Es gibt schon ein Konto mit dieser E-Mail. Melde dich stattdessen an.",
};
