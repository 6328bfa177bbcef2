import { Lock } from "lucide-react";
import { type Ref, useState } from "react";
import { useMe } from "@/api/me_context";
import type { Ticket } from "@/api/types";
import { Button } from "@/components/button";
import { Composer, type ComposerHandle, type ComposerMode } from "@/components/composer";
import { Icon } from "@/components/icon";
import { draftOf, keepDraft } from "@/features/inbox/thread/drafts";
import { useText } from "@/i18n/i18n_provider";

/** Where one writes under a ticket: for everybody who sees it, or for the team. What was begun is kept while the ticket is closed. */
export function CommentBox({
  ticket,
  mode,
  onMode,
  onSend,
  onReopen,
  ref,
}: {
  ticket: Ticket;
  mode: ComposerMode;
  onMode: (mode: ComposerMode) => void;
  onSend: (text: string, internal: boolean) => void;
  onReopen: () => void;
  ref: Ref<ComposerHandle>;
}) {
  const t = useText();
  const me = useMe().id;
  const [draft] = useState(() => draftOf(me, ticket.id).text);
  if (ticket.status === "closed")
    return (
      <div className="flex min-h-12 items-center justify-center gap-2 border-t border-line px-4 py-2 text-faint">
        <Icon of={Lock} className="size-3.5" />
        {t("ticket.closed")}
        <Button onClick={onReopen}>{t("ticket.reopen")}</Button>
      </div>
    );
  return (
    <div className="mx-auto w-full max-w-180 px-4 pb-4">
      <Composer
        ref={ref}
        mode={mode}
        onMode={onMode}
        draft={draft}
        onDraft={(text) => keepDraft(me, ticket.id, { text, mode })}
        onSend={({ text }) => onSend(text, mode === "note")}
        words={{ name: t("ticket.comment"), placeholder: t("ticket.comment.hint"), send: t("ticket.comment.add") }}
        reach={ticket.customer_id ? t("ticket.comment.public") : undefined}
      />
    </div>
  );
}
