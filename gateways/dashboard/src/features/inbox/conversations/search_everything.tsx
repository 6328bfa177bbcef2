import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";

/** The same words where everything is searched: every message, customers, tickets. */
export function SearchEverything({ q }: { q: string }) {
  const t = useText();
  return (
    <Link
      from="/b/$business"
      to="/b/$business/search"
      search={{ q }}
      className="flex min-h-10 items-center justify-center gap-2 px-4 text-dense font-medium text-accent-ink -outline-offset-2 hover:bg-hover"
    >
      <span className="min-w-0 truncate">{t("search.all", { q })}</span>
      <Icon of={ArrowRight} className="size-3.5" />
    </Link>
  );
}
