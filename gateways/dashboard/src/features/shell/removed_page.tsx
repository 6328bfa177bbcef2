import { Link } from "@tanstack/react-router";
import { DoorOpen } from "lucide-react";
import { buttonLook } from "@/components/button";
import { Empty } from "@/components/empty";
import { useText } from "@/i18n/i18n_provider";

/** Somebody has been taken out of the business while looking at it. */
export function RemovedPage({ business }: { business: string }) {
  const t = useText();
  return (
    <main className="grid min-h-dvh place-items-center bg-ground">
      <Empty
        alone
        icon={DoorOpen}
        title={t("page.removed.title", { business })}
        text={t("page.removed.text")}
        action={
          <Link to="/" className={buttonLook()}>
            {t("page.removed.action")}
          </Link>
        }
      />
    </main>
  );
}
