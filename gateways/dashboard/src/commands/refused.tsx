import { CircleAlert } from "lucide-react";
import { Problem } from "@/api/problem";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import type { Entry } from "./entry";

/** Under what somebody has written, and the server has refused: why, and what becomes of it. */
export function Refused({
  what,
  why,
  refusal,
  onRetry,
  onDiscard,
}: {
  /** "Not sent". */
  what: string;
  /** In place of the reason that the refusal gives. */
  why?: string;
  refusal: NonNullable<Entry["refusal"]>;
  onRetry: () => void;
  onDiscard: () => void;
}) {
  const t = useText();
  const textOf = useProblemText();
  const { status, rule, title, detail } = refusal;
  return (
    <span role="alert" className="flex flex-wrap items-center gap-x-1 text-meta text-red-ink">
      <span className="flex items-center gap-1">
        <Icon of={CircleAlert} className="size-3.5 shrink-0" />
        <span>
          {what}: {why ?? textOf(new Problem(status, { type: `/problems/${rule}`, title, detail }))}
        </span>
      </span>
      <span className="flex">
        <Button kind="quiet" onClick={onRetry}>
          {t("common.retry")}
        </Button>
        <Button kind="quiet" onClick={onDiscard}>
          {t("common.discard")}
        </Button>
      </span>
    </span>
  );
}
