import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import type { Conversation, Message, Ticket } from "@/api/types";
import { Button } from "@/components/button";
import { useToast } from "@/components/toast";
import { messageList } from "@/features/inbox/thread/queries";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import type { Pages } from "@/live/patch";
import { aboutConversation } from "./about_conversation";
import type { NewTicket } from "./draft";

const NewTicketDialog = lazy(async () => ({ default: (await import("./new_ticket_dialog")).NewTicketDialog }));

/** A ticket of what a customer has asked for, without leaving the conversation: from the palette. */
export function NewTicketKeys({ conversation }: { conversation: Conversation }) {
  const t = useText();
  const { write, dialog } = useNewTicket(conversation);
  useKeys(t("tickets.title"), [write ? { text: t("ticket.from_conversation"), icon: Plus, run: write } : undefined]);
  return dialog;
}

/** The same by a button. */
export function NewTicketButton({ conversation }: { conversation: Conversation }) {
  const t = useText();
  const { write, dialog } = useNewTicket(conversation);
  if (!write) return null;
  return (
    <>
      <Button kind="quiet" icon={Plus} onClick={write} className="-ml-2 px-2!">
        {t("tickets.new")}
      </Button>
      {dialog}
    </>
  );
}

function useNewTicket(conversation: Conversation) {
  const t = useText();
  const client = useQueryClient();
  const toast = useToast();
  const navigate = useNavigate({ from: "/b/$business" });
  const { key } = messageList(useBusinessId(), conversation.id);
  const [about, setAbout] = useState<Partial<NewTicket>>();
  const may = useMay("tickets.create");

  function write() {
    const said = client.getQueryData<Pages<Message>>(key)?.pages.flatMap(({ items }) => items) ?? [];
    setAbout(aboutConversation(conversation, said));
  }
  function opened({ id, number }: Ticket) {
    setAbout(undefined);
    const onAct = () =>
      void navigate({ to: "/b/$business/tickets/$ticket", params: { ticket: id }, search: { status: "all" } });
    toast({ text: t("ticket.told.opened", { number: String(number) }), action: { label: t("ticket.show"), onAct } });
  }
  return {
    /** Nothing for who may not. */
    write: may ? write : undefined,
    dialog: about && (
      <Suspense>
        <NewTicketDialog about={about} onClose={() => setAbout(undefined)} onOpened={opened} />
      </Suspense>
    ),
  };
}
