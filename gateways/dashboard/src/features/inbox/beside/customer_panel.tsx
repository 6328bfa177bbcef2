import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { Sheet } from "@/components/sheet";
import { SkeletonRows } from "@/components/skeleton";
import { NewTicketButton } from "@/features/desk/new_ticket/from_conversation";
import { TicketsOfCustomer } from "@/features/desk/ticket/tickets_of_customer";
import { useThen } from "@/features/history/as_of/past";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useOne } from "@/lists/use_one";
import type { ListedConversation } from "../conversations/live";
import { ConversationTimes } from "./conversation_times";
import { CustomerNotes } from "./customer_notes";
import { CustomerProfile } from "./customer_profile";
import { CustomerTags } from "./customer_tags";
import { OtherConversations } from "./other_conversations";
import { oneCustomer } from "./queries";
import { Section } from "./section";
import type { Panel } from "./use_panel";

/** Who writes: beside the thread where there is room, else in a sheet over it. Nothing is fetched before it is shown. */
export function CustomerPanel({ conversation, panel }: { conversation: ListedConversation; panel: Panel }) {
  const t = useText();
  if (panel.beside) {
    return panel.shown ? (
      <aside
        aria-label={t("beside.title")}
        className="h-full w-80 shrink-0 overflow-y-auto border-l border-line px-4 py-3"
      >
        <Inside conversation={conversation} />
      </aside>
    ) : null;
  }
  return (
    <Sheet open={panel.shown} onOpenChange={panel.toggle} title={t("beside.title")}>
      <Inside conversation={conversation} onLeave={panel.toggle} />
    </Sheet>
  );
}

function Inside({ conversation, onLeave }: { conversation: ListedConversation; onLeave?: () => void }) {
  const t = useText();
  const textOf = useProblemText();
  const id = conversation.customer_id;
  const maySeeTickets = useMay("tickets.view");
  const then = useThen();
  const { row, loading, error, retry } = useOne(oneCustomer(useBusinessId(), id, then));
  if (loading) return <SkeletonRows rows={5} label={t("common.loading")} />;
  if (!row) return <Empty title={textOf(error)} action={<Button onClick={retry}>{t("common.retry")}</Button>} />;
  return (
    <div className="flex flex-col gap-1">
      <CustomerProfile key={id} customer={row} />
      <Section name="tags" title={t("beside.tags")}>
        <CustomerTags customer={row} />
      </Section>
      <Section name="notes" title={t("beside.notes")}>
        <CustomerNotes key={id} customer={id} />
      </Section>
      {/* What else there is, is told as it is now. */}
      {!then && (
        <Section name="conversations" title={t("beside.conversations")}>
          <OtherConversations customer={id} besides={conversation.id} {...(onLeave ? { onLeave } : {})} />
        </Section>
      )}
      {maySeeTickets && !then && (
        <Section name="tickets" title={t("tickets.title")}>
          <TicketsOfCustomer customer={id} none={t("ticket.others.none")} {...(onLeave ? { onLeave } : {})} />
          <NewTicketButton key={conversation.id} conversation={conversation} />
        </Section>
      )}
      <Section name="times" title={t("inbox.conversation")}>
        <ConversationTimes conversation={conversation} />
      </Section>
    </div>
  );
}
