import { Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useMay, useMe } from "@/api/me_context";
import type { Message } from "@/api/types";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { fetchFarTexts } from "@/i18n/language";
import { isPending } from "./pending";

const Dialog = lazy(async () => {
  const [{ DeleteMessageDialog }] = await Promise.all([import("./delete_message_dialog"), fetchFarTexts()]);
  return { default: DeleteMessageDialog };
});

const sides = { left: "right-full", right: "left-full" };

/** One's own, and for who leads the team anybody's: beside the message, as the way to its history, and further out than that. */
export function DeleteMessage({
  message,
  side,
  apart,
  beyond,
}: {
  message: Message;
  side: keyof typeof sides;
  /** On a wide screen: from the time that stands between. */
  apart: boolean;
  /** The way to its history stands between, too. */
  beyond: boolean;
}) {
  const t = useText();
  const own = message.member_id === useMe().id;
  const mayAny = useMay("conversations_assign");
  const mayDelete = useMay("conversations_reply") && (own || mayAny);
  const [asking, setAsking] = useState<"never" | "open" | "shut">("never");
  if (!mayDelete || message.deleted_at || isPending(message)) return null;
  return (
    <>
      <span
        aria-hidden
        className={cx(
          "pointer-events-none absolute inset-y-0 in-[[data-said]:hover]:pointer-events-auto",
          beyond ? "w-20 sm:w-32" : "w-20",
          sides[side],
        )}
      />
      <button
        type="button"
        aria-label={t("thread.delete")}
        title={t("thread.delete")}
        onClick={() => setAsking("open")}
        className={cx(
          "pointer-events-none absolute z-10 mx-1 grid size-8 place-items-center rounded-control border border-line-control bg-raised text-soft opacity-0 transition-opacity duration-100 hover:text-red-ink focus-visible:pointer-events-auto focus-visible:opacity-100 in-[[data-said]:hover]:pointer-events-auto in-[[data-said]:hover]:opacity-100",
          sides[side],
          beyond ? "top-9 sm:top-0.5" : "top-0.5",
          beyond ? (apart ? "sm:mx-21" : "sm:mx-10") : apart && "sm:mx-12",
        )}
      >
        <Icon of={Trash2} />
      </button>
      {asking !== "never" && (
        <Suspense>
          <Dialog
            message={message}
            own={own}
            open={asking === "open"}
            onOpenChange={(open) => setAsking(open ? "open" : "shut")}
          />
        </Suspense>
      )}
    </>
  );
}
