// What the palette offers on every screen: new things, how this browser looks and speaks, how one is oneself, and the way out.
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Building2, Contact, Languages, LogOut, Monitor, Moon, SquarePen, Sun, Ticket, UserRound } from "lucide-react";
import { businessesQuery } from "@/api/account";
import { useMay } from "@/api/me_context";
import { useSections } from "@/features/identity/settings/sections";
import { useBusinessSlug } from "@/features/search/use_business_slug";
import { useLogOut } from "@/features/sign_in/session_actions";
import { useI18n, useText } from "@/i18n/i18n_provider";
import { type Language, languages } from "@/i18n/language";
import type { Action } from "@/keys/keys_provider";
import { ownStatuses, useOwnStatus } from "@/live/presence";
import { openNew } from "./palette_state";
import { type Theme, useTheme } from "./theme";

/** `id`: of what may be called as another. */
export type PaletteAction = Action & { id?: string };

const themes = { light: Sun, dark: Moon, system: Monitor } as const satisfies Record<Theme, unknown>;

export function useNewThings(): PaletteAction[] {
  const t = useText();
  const navigate = useNavigate();
  const [mayReply, maySeeCustomers] = [useMay("conversations_reply"), useMay("customers_view")];
  const [mayAdd, mayOpenTickets] = [useMay("customers_edit"), useMay("tickets.create")];
  const conversation = { text: t("inbox.new"), icon: SquarePen, run: () => openNew("conversation") };
  const customer = { text: t("customers.new"), icon: Contact, run: () => openNew("customer") };
  const toTicket = () => void navigate({ from: "/b/$business", to: "/b/$business/tickets/new" });
  return [
    ...(mayReply && maySeeCustomers ? [conversation] : []),
    ...(mayAdd && maySeeCustomers ? [customer] : []),
    ...(mayOpenTickets ? [{ text: t("tickets.new"), icon: Ticket, run: toTicket }] : []),
  ];
}

/** The pages of the settings, and the other businesses. */
export function useFarther(): PaletteAction[] {
  const t = useText();
  const navigate = useNavigate();
  const sections = useSections();
  const here = useBusinessSlug();
  const { data: businesses = [] } = useQuery(businessesQuery);
  const pages = sections
    .flatMap(({ of }) => of)
    .map(({ to, text, icon }) => ({
      text: `${t("shell.to.settings")}: ${t(text)}`,
      icon,
      run: () => void navigate({ from: "/b/$business", to }),
    }));
  const others = businesses
    .filter(({ slug }) => slug !== here)
    .map(({ slug, name }) => ({
      id: slug,
      text: t("shell.palette.business", { name }),
      icon: Building2,
      run: () => void navigate({ to: "/b/$business/inbox", params: { business: slug } }),
    }));
  return [...pages, ...others];
}

/** Of what can be chosen, what is not so already. */
export function useOwnChoices(): PaletteAction[] {
  const { t, language, choose: speak } = useI18n();
  const { theme, choose: look } = useTheme();
  const { own, choose: be } = useOwnStatus();
  const logOut = useLogOut();
  const said = (what: string, how: string) => `${what}: ${how}`;
  return [
    ...ownStatuses
      .filter((status) => status !== own)
      .map((status) => ({
        text: said(t("team.own_status"), t(`parts.presence.${status}`)),
        icon: UserRound,
        run: () => be(status),
      })),
    ...(["light", "dark", "system"] as const)
      .filter((other) => other !== theme)
      .map((other) => ({
        text: said(t("shell.theme"), t(`shell.theme.${other}`)),
        icon: themes[other],
        run: () => look(other),
      })),
    ...(Object.keys(languages) as Language[])
      .filter((other) => other !== language)
      .map((other) => ({
        text: said(t("shell.language"), languages[other]),
        icon: Languages,
        run: () => speak(other),
      })),
    { text: t("sign_in.log_out"), icon: LogOut, run: () => void logOut() },
  ];
}
