import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { buttonLook } from "@/components/button";
import { Empty } from "@/components/empty";
import { useText } from "@/i18n/i18n_provider";

export function GonePage() {
  const t = useText();
  return (
    <main className="grid min-h-full place-items-center">
      <Empty
        alone
        icon={Compass}
        title={t("page.gone.title")}
        text={t("page.gone.text")}
        action={
          <Link to="/" className={buttonLook()}>
            {t("page.gone.action")}
          </Link>
        }
      />
    </main>
  );
}
