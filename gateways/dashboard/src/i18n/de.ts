import type { Catalogue, Translated } from "./catalogue";
import { account } from "./de/account";
import { apiKeys } from "./de/api_keys";
import { audit } from "./de/audit";
import { common } from "./de/common";
import { conversation } from "./de/conversation";
import { customers } from "./de/customers";
import { deleteMessage } from "./de/delete_message";
import { emoji } from "./de/emoji";
import { endBusiness } from "./de/end_business";
import { history } from "./de/history";
import { historyEvents } from "./de/history_events";
import { historyRecord } from "./de/history_record";
import { historyWords } from "./de/history_words";
import { home } from "./de/home";
import { hours } from "./de/hours";
import { inbox } from "./de/inbox";
import { integrations } from "./de/integrations";
import { onboarding } from "./de/onboarding";
import { operator } from "./de/operator";
import { parts } from "./de/parts";
import { privacy } from "./de/privacy";
import { providers } from "./de/providers";
import { rights } from "./de/rights";
import { roleNames } from "./de/role_names";
import { roles } from "./de/roles";
import { search } from "./de/search";
import { secondFactor } from "./de/second_factor";
import { settings } from "./de/settings";
import { settingsPlaces } from "./de/settings_places";
import { shell } from "./de/shell";
import { signIn } from "./de/sign_in";
import { team } from "./de/team";
import { tickets } from "./de/tickets";
import { webhooks } from "./de/webhooks";

export const de: Translated<Catalogue> = {
  ...common,
  ...parts,
  ...shell,
  ...signIn,
  ...account,
  ...home,
  ...hours,
  ...inbox,
  ...conversation,
  ...tickets,
  ...customers,
  ...team,
  ...privacy,
  ...rights,
  ...roleNames,
  ...roles,
  ...search,
  ...settings,
  ...settingsPlaces,
  ...apiKeys,
  ...audit,
  ...deleteMessage,
  ...emoji,
  ...endBusiness,
  ...integrations,
  ...onboarding,
  ...operator,
  ...providers,
  ...secondFactor,
  ...history,
  ...historyEvents,
  ...historyRecord,
  ...historyWords,
  ...webhooks,
};
