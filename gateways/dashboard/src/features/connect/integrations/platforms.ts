// What can be connected, and with what.
import type { Channel } from "@/api/types";
import type { Key } from "@/i18n/catalogue";

type Said = Extract<
  Key,
  `integrations.${"telegram" | "whatsapp" | "whatsapp_twilio" | "facebook" | "instagram" | "sms" | "x"}.${string}`
>;

export interface Platform {
  name: string;
  channel: Channel;
  called: Extract<Key, `channel.${string}`> | Said;
  /** What connecting asks for, as the API calls it; all of it is secret. */
  wants: readonly {
    field:
      | "bot_token"
      | "phone_number_id"
      | "access_token"
      | "app_secret"
      | "page_id"
      | "account_id"
      | "phone_number"
      | "phone_number_sid"
      | "account_sid"
      | "auth_token"
      | "sender_sid"
      | "consumer_key"
      | "consumer_secret"
      | "access_token_secret";
    label: Said;
    hint?: Said;
    looksLike: string;
    /** It may be read over a shoulder. */
    open?: true;
  }[];
  /** Where customers write, then. */
  what: Said;
  /** How one comes by it. */
  how: Said;
}

export const platforms: readonly Platform[] = [
  {
    name: "telegram",
    channel: "telegram",
    called: "channel.telegram",
    wants: [
      {
        field: "bot_token",
        label: "integrations.telegram.token",
        hint: "integrations.telegram.token.hint",
        looksLike: "123456789:AA…",
      },
    ],
    what: "integrations.telegram.what",
    how: "integrations.telegram.how",
  },
  {
    name: "whatsapp",
    channel: "whatsapp",
    called: "channel.whatsapp",
    wants: [
      { field: "phone_number_id", label: "integrations.whatsapp.number", looksLike: "106540352242922", open: true },
      { field: "access_token", label: "integrations.whatsapp.token", looksLike: "EAAG…" },
      {
        field: "app_secret",
        label: "integrations.whatsapp.secret",
        hint: "integrations.whatsapp.secret.hint",
        looksLike: "0123abcd…",
      },
    ],
    what: "integrations.whatsapp.what",
    how: "integrations.whatsapp.how",
  },
  {
    name: "whatsapp_twilio",
    channel: "whatsapp",
    called: "integrations.whatsapp_twilio.called",
    wants: [
      { field: "phone_number", label: "integrations.sms.number", looksLike: "+15551234567", open: true },
      { field: "sender_sid", label: "integrations.whatsapp_twilio.sender", looksLike: "XE0123…", open: true },
      { field: "account_sid", label: "integrations.sms.account", looksLike: "AC0123…", open: true },
      { field: "auth_token", label: "integrations.sms.token", looksLike: "0123abcd…" },
    ],
    what: "integrations.whatsapp_twilio.what",
    how: "integrations.whatsapp_twilio.how",
  },
  {
    name: "facebook",
    channel: "facebook",
    called: "channel.facebook",
    wants: [
      { field: "page_id", label: "integrations.facebook.page", looksLike: "106540352242922", open: true },
      { field: "access_token", label: "integrations.whatsapp.token", looksLike: "EAAG…" },
      {
        field: "app_secret",
        label: "integrations.whatsapp.secret",
        hint: "integrations.whatsapp.secret.hint",
        looksLike: "0123abcd…",
      },
    ],
    what: "integrations.facebook.what",
    how: "integrations.facebook.how",
  },
  {
    name: "instagram",
    channel: "instagram",
    called: "channel.instagram",
    wants: [
      { field: "account_id", label: "integrations.instagram.account", looksLike: "17841400000000000", open: true },
      { field: "access_token", label: "integrations.whatsapp.token", looksLike: "IGAA…" },
      {
        field: "app_secret",
        label: "integrations.whatsapp.secret",
        hint: "integrations.whatsapp.secret.hint",
        looksLike: "0123abcd…",
      },
    ],
    what: "integrations.instagram.what",
    how: "integrations.instagram.how",
  },
  {
    name: "sms",
    channel: "sms",
    called: "channel.sms",
    wants: [
      { field: "phone_number", label: "integrations.sms.number", looksLike: "+15551234567", open: true },
      { field: "phone_number_sid", label: "integrations.sms.number_sid", looksLike: "PN0123…", open: true },
      { field: "account_sid", label: "integrations.sms.account", looksLike: "AC0123…", open: true },
      { field: "auth_token", label: "integrations.sms.token", looksLike: "0123abcd…" },
    ],
    what: "integrations.sms.what",
    how: "integrations.sms.how",
  },
  {
    name: "x",
    channel: "twitter",
    called: "channel.twitter",
    wants: [
      { field: "consumer_key", label: "integrations.x.key", looksLike: "xvz1evFS4wEEPTGEFPHBog" },
      { field: "consumer_secret", label: "integrations.x.secret", looksLike: "kAcSOqF21Fu85e7z…" },
      { field: "access_token", label: "integrations.x.token", looksLike: "370773112-GmHxMA…" },
      { field: "access_token_secret", label: "integrations.x.token_secret", looksLike: "LswwdoUaIvS8ltyT…" },
    ],
    what: "integrations.x.what",
    how: "integrations.x.how",
  },
];

export function platformOf(name: string): Platform | undefined {
  return platforms.find((platform) => platform.name === name);
}
