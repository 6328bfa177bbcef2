import { Link } from "@tanstack/react-router";
import { History } from "lucide-react";
import type { Message } from "@/api/types";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { isUnnumbered } from "@/lists/echoes";
import { useMaySeeHistory } from "./access";

const sides = { left: "right-full", right: "left-full" };

/**
 * From a message to what has happened to it, beside it while the hand is over it or the focus on it, and on the way there. Of a note
 * there is nothing: it is told to nobody outside. A finger that has touched the message is over it, too, which `group-hover` does not know.
 */
export function MessageHistory({
  message,
  side,
  apart,
}: {
  message: Message;
  side: keyof typeof sides;
  /** On a wide screen: from the time that stands between. */
  apart: boolean;
}) {
  const t = useText();
  const maySee = useMaySeeHistory();
  if (!maySee || message.kind === "note" || isUnnumbered(message)) return null;
  return (
    <>
      <span
        aria-hidden
        className={cx(
          "pointer-events-none absolute inset-y-0 w-20 in-[[data-said]:hover]:pointer-events-auto",
          sides[side],
        )}
      />
      <Link
        from="/b/$business"
        to="/b/$business/history"
        search={{ about: message.id }}
        aria-label={t("history.see.message_history")}
        title={t("history.see.message_history")}
        className={cx(
          "pointer-events-none absolute top-0.5 z-10 mx-1 grid size-8 place-items-center rounded-control border border-line-control bg-raised text-soft opacity-0 transition-opacity duration-100 hover:text-ink focus-visible:pointer-events-auto focus-visible:opacity-100 in-[[data-said]:hover]:pointer-events-auto in-[[data-said]:hover]:opacity-100",
          sides[side],
          apart && "sm:mx-12",
        )}
      >
        <Icon of={History} />
      </Link>
    </>
  );
}
