import { Link } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { buttonLook } from "@/components/button";
import { Empty } from "@/components/empty";
import { useText } from "@/i18n/i18n_provider";
import { useTitle } from "./use_title";

/** For who has come to the address of a page and may not see what it is about. `why`: where it is not a right that can be given. */
export function Forbidden({ what, why }: { what: string; why?: { title: string; text: string } }) {
  const t = useText();
  useTitle(what);
  return (
    <div className="grid h-full place-items-center bg-panel">
      <Empty
        alone
        icon={Lock}
        title={why?.title ?? t("shell.forbidden.title", { what })}
        text={why?.text ?? t("shell.forbidden.text")}
        action={
          <Link from="/b/$business" to="/b/$business/inbox" className={buttonLook()}>
            {t("shell.forbidden.action")}
          </Link>
        }
      />
    </div>
  );
}
