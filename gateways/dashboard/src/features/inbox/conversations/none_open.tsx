import { MessagesSquare } from "lucide-react";
import { useBusinessId } from "@/api/business_context";
import { Empty } from "@/components/empty";
import { useText } from "@/i18n/i18n_provider";
import { useCount } from "@/lists/use_count";
import { conversationCount } from "./queries";
import { askedBy } from "./search";

/** Where there is none at all, the list says what to do. */
export function NoneOpen() {
  const t = useText();
  const { total } = useCount(conversationCount(useBusinessId(), askedBy({ view: "all" })));
  return total === 0 ? null : (
    <div className="grid h-full place-items-center">
      <Empty icon={MessagesSquare} title={t("inbox.choose.title")} text={t("inbox.choose.text")} />
    </div>
  );
}
