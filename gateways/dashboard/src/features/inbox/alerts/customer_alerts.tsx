import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMatch, useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { answer, apiOf } from "@/api/client";
import { useText } from "@/i18n/i18n_provider";
import type { Change } from "@/live/change";
import { useLive } from "@/live/use_live";
import type { ListedConversation } from "../conversations/live";
import { useAlertSettings } from "./settings";
import { playSound } from "./sound";
import { customersMessages } from "./written";

/** On every screen of a business, in any tab: calls whoever has asked for it when a customer writes. */
export function CustomerAlerts({ business, slug }: { business: string; slug: string }) {
  const { sound, notification } = useAlertSettings();
  return sound || notification ? <Listening business={business} slug={slug} /> : null;
}

function Listening({ business, slug }: { business: string; slug: string }) {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { sound, notification } = useAlertSettings();
  const open = useMatch({ from: "/signed-in/b/$business/inbox/$conversation", shouldThrow: false })?.params
    .conversation;
  const told = useRef(new Map<string, string>());
  const queryKey = [business, "alerts since"];
  const { data, dataUpdatedAt } = useQuery({
    queryKey,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => answer(apiOf(business).GET("/conversations", { params: { query: { limit: 1 } }, signal })),
  });

  function show(conversation: ListedConversation) {
    const note = notify(conversation.customer_name ?? t("customers.nameless"), conversation);
    if (!note) return;
    note.onclick = () => {
      focus();
      note.close();
      const params = { business: slug, conversation: conversation.id };
      void navigate({ to: "/b/$business/inbox/$conversation", params });
    };
  }
  function hear(changes: readonly Change[]) {
    for (const conversation of customersMessages(changes, told.current, Date.now())) {
      const watching = conversation.id === open && document.visibilityState === "visible" && document.hasFocus();
      if (watching) continue;
      void once(`${conversation.id} ${conversation.last_no}`, () => {
        if (sound) playSound();
        if (notification) show(conversation);
      });
    }
  }
  useLive(data?.live, dataUpdatedAt, {
    onLost: () => void client.invalidateQueries({ queryKey }),
    onChanges: hear,
  });
  return null;
}

const held_ms = 3000;

/** In one of the tabs that hear it. */
async function once(what: string, work: () => void) {
  await navigator.locks.request(`millrace-alert:${what}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    work();
    await new Promise((resolve) => setTimeout(resolve, held_ms));
  });
}

/** Nothing where the browser allows it no more, or by a service worker alone. */
function notify(title: string, { id, preview }: ListedConversation): Notification | undefined {
  if (!("Notification" in window) || Notification.permission !== "granted") return undefined;
  try {
    return new Notification(title, { body: preview ?? "", tag: id, icon: "/icon.svg" });
  } catch {
    void navigator.serviceWorker
      ?.getRegistration()
      .then((worker) => worker?.showNotification(title, { body: preview ?? "", tag: id }));
    return undefined;
  }
}
