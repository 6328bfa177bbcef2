import { account } from "./en/account";
import { apiKeys } from "./en/api_keys";
import { audit } from "./en/audit";
import { deleteMessage } from "./en/delete_message";
import { emoji } from "./en/emoji";
import { endBusiness } from "./en/end_business";
import { historyRecord } from "./en/history_record";
import { historyWords } from "./en/history_words";
import { hours } from "./en/hours";
import { integrations } from "./en/integrations";
import { operator } from "./en/operator";
import { privacy } from "./en/privacy";
import { providers } from "./en/providers";
import { rights } from "./en/rights";
import { roles } from "./en/roles";
import { secondFactor } from "./en/second_factor";
import { settings } from "./en/settings";
import { webhooks } from "./en/webhooks";

/** What screens say that one seldom comes to: it comes with them (`far` in router.tsx). */
export const far = {
  ...account,
  ...apiKeys,
  ...audit,
  ...deleteMessage,
  ...emoji,
  ...endBusiness,
  ...historyRecord,
  ...historyWords,
  ...hours,
  ...integrations,
  ...operator,
  ...privacy,
  ...providers,
  ...rights,
  ...roles,
  ...secondFactor,
  ...settings,
  ...webhooks,
};
