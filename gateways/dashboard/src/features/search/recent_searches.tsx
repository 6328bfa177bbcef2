import { History, Search } from "lucide-react";
import { useMe } from "@/api/me_context";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { writerOf } from "../inbox/thread/drafts";
import { hitLook } from "./found_groups";
import { forgetSearches, useRecentSearches } from "./recent";

/** Before anything is asked: what was asked last. */
export function RecentSearches({ onPick }: { onPick: (q: string) => void }) {
  const t = useText();
  const person = writerOf(useMe());
  const searches = useRecentSearches(person);
  if (searches.length === 0)
    return <Empty icon={Search} title={t("search.empty.title")} text={t("search.empty.text")} />;
  return (
    <section aria-label={t("search.recent")} className="pt-2">
      <header className="flex items-center px-4">
        <h2 className="flex-1 text-meta font-medium text-faint">{t("search.recent")}</h2>
        <Button kind="quiet" onClick={() => forgetSearches(person)} className="-mr-3">
          {t("search.recent.clear")}
        </Button>
      </header>
      <ul>
        {searches.map((q) => (
          <li key={q}>
            <button type="button" onClick={() => onPick(q)} className={`${hitLook} w-full text-left`}>
              <Icon of={History} className="text-faint" />
              <span dir="auto" className="truncate">
                {q}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
