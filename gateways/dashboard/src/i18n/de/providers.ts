import type { Translated } from "../catalogue";
import type { providers as english } from "../en/providers";

export const providers: Translated<typeof english> = {
  "providers.or": "oder",
  "providers.by": "Weiter mit {name}",
  "providers.unverified":
    "Dort ist keine E-Mail-Adresse von dir bestätigt. Bestätige sie dort, oder nimm hier ein Passwort.",
  "providers.link_first":
    "Es gibt ein Konto mit deiner E-Mail-Adresse, das nicht damit verknüpft ist. Melde dich wie gewohnt an und verknüpfe es unter Einstellungen › Sicherheit.",
  "providers.over": "Das hat zu lange gedauert oder wurde in einem anderen Browser begonnen. Beginne noch einmal.",
  "providers.declined": "Du wurdest dort nicht angemeldet. Beginne noch einmal und stimme zu.",
  "providers.away": "Dort kommt keine brauchbare Antwort. Versuche es später, oder melde dich anders an.",
  "providers.not_believed":
    "Was dort über dich gesagt wird, ist nicht glaubwürdig. Beginne noch einmal; bleibt es so, sag es dem Betreiber.",
  "providers.taken": "Diese Anmeldung ist mit einem anderen Konto verknüpft.",
  "providers.last_way_in":
    "Dieses Konto hat kein Passwort, also ist das der einzige Weg hinein. Lege zuerst ein Passwort fest.",
  "providers.deactivated": "Dieses Konto ist stillgelegt. Melde dich mit seinem Passwort an, um es zu aktivieren.",
  "providers.failed": "Du konntest nicht angemeldet werden. Beginne noch einmal, oder melde dich anders an.",
  "providers.group": "Verknüpfte Anmeldungen",
  "providers.group.text": "Wer sich dort als du anmeldet, ist auch hier angemeldet.",
  "providers.none": "Es gibt keine.",
  "providers.since": "Verknüpft",
  "providers.link": "{name} verknüpfen",
  "providers.linked": "Verknüpft.",
  "providers.unlink": "Lösen",
  "providers.unlink_one": "{name} lösen",
  "providers.unlink.text": "Damit meldet sich dann niemand mehr bei diesem Konto an. Sitzungen bleiben, wie sie sind.",
  "providers.no_password":
    "Dieses Konto hat kein Passwort. „Passwort vergessen?“ auf der Anmeldeseite schickt einen Link, um eines festzulegen.",
  "providers.step_up":
    "Dieses Konto hat kein Passwort. Melde dich noch einmal an; in den zehn Minuten danach wird es ohne weitere Frage getan.",
  "providers.policy": "Wie Mitglieder sich anmelden",
  "providers.policy.text":
    "Wer sich anders angemeldet hat, kommt hier nicht hinein, bis es anders ist. API-Schlüssel gehen weiter.",
  "providers.policy.password": "Passwort oder Passkey",
  "providers.policy.shut_out":
    "Du hast dich selbst nicht so angemeldet und wärst ausgesperrt. Melde dich zuerst auf diese Weise an.",
  "providers.policy.nobody": "Dann könnte sich niemand anmelden. Lass mindestens einen Weg.",
  "providers.other.title": "Melde dich anders an",
  "providers.other.text": "{business} lässt Mitglieder hinein, die sich so angemeldet haben: {ways}.",
  "providers.other.text.any": "Dieser Betrieb lässt niemanden hinein, der sich so angemeldet hat wie du.",
  "providers.other.action": "Abmelden und neu anmelden",
};
