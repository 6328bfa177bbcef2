import { common } from "./en/common";
import { conversation } from "./en/conversation";
import { customers } from "./en/customers";
import { history } from "./en/history";
import { historyEvents } from "./en/history_events";
import { home } from "./en/home";
import { inbox } from "./en/inbox";
import { onboarding } from "./en/onboarding";
import { parts } from "./en/parts";
import { roleNames } from "./en/role_names";
import { search } from "./en/search";
import { settingsPlaces } from "./en/settings_places";
import { shell } from "./en/shell";
import { signIn } from "./en/sign_in";
import { team } from "./en/team";
import { tickets } from "./en/tickets";

/** What the first page and the daily work say; it comes with them. */
export const near = {
  ...common,
  ...parts,
  ...shell,
  ...signIn,
  ...home,
  ...inbox,
  ...conversation,
  ...tickets,
  ...customers,
  ...team,
  ...roleNames,
  ...search,
  ...settingsPlaces,
  ...onboarding,
  ...history,
  ...historyEvents,
};
