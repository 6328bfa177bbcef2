import type { Translated } from "../catalogue";
import type { onboarding as english } from "../en/onboarding";

export const onboarding: Translated<typeof english> = {
  "onboarding.title": "Erste Schritte",
  "onboarding.progress": "{done} von {all}",
  "onboarding.done": "Erledigt",
  "onboarding.account": "Dein Konto",
  "onboarding.account.text": "Damit du dich anmelden kannst.",
  "onboarding.business": "Dein Unternehmen",
  "onboarding.business.text": "Wozu Kundschaft und Team gehören.",
  "onboarding.invite": "Team einladen",
  "onboarding.invite.text": "Jede Person bekommt einen Link und eine Rolle, die sagt, was sie darf.",
  "onboarding.widget": "Widget auf deine Website setzen",
  "onboarding.widget.text": "Eine Zeile für deine Seiten. Zum Ausprobieren gibt es eine Beispielseite.",
  "onboarding.answer": "Erstes Gespräch beantworten",
  "onboarding.answer.text":
    "Von jemandem auf der Website, oder dein eigenes von der Beispielseite: Es erscheint im Posteingang.",
  "onboarding.hide": "Diese Liste ausblenden",
};
