import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft, CloudOff, SearchX } from "lucide-react";
import { useEffect, useRef } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMe } from "@/api/me_context";
import { Button, buttonLook } from "@/components/button";
import { Empty } from "@/components/empty";
import { Icon } from "@/components/icon";
import { SearchField } from "@/components/search_field";
import { SkeletonRows } from "@/components/skeleton";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useKeys } from "@/keys/use_keys";
import { writerOf } from "../inbox/thread/drafts";
import { isQuestion, searchQuery } from "./found";
import { FoundGroups } from "./found_groups";
import { FoundMessages } from "./found_messages";
import { rememberSearch } from "./recent";
import { RecentSearches } from "./recent_searches";
import { searchSearch } from "./search";

const route = getRouteApi("/signed-in/b/$business/search");

/** Everything that was found, kind by kind; its address can be kept and handed on. */
export function SearchPage() {
  const t = useText();
  const { q, in: within } = route.useSearch();
  const navigate = route.useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const person = writerOf(useMe());
  useTitle(...(q ? [q] : []), t("search.title"));
  const look = (words: string | undefined) => void navigate({ search: searchSearch({ q: words }), replace: true });
  useKeys(t("search.title"), [{ text: t("search.title"), keys: "/", run: () => field.current?.focus() }]);
  useEffect(() => {
    if (!q) field.current?.focus();
  }, [q]);
  useEffect(() => {
    if (q) rememberSearch(person, q);
  }, [person, q]);

  return (
    <div className="flex h-full flex-col bg-panel">
      <header className="mx-auto flex min-h-12 w-full max-w-dialog-wide shrink-0 items-center gap-2 px-4">
        <h1 className="sr-only">{t("search.title")}</h1>
        {within && (
          <Link
            from="/b/$business/search"
            to="/b/$business/search"
            search={searchSearch({ q })}
            aria-label={t("search.everything")}
            title={t("search.everything")}
            className={`${buttonLook("quiet")} px-2!`}
          >
            <Icon of={ArrowLeft} />
          </Link>
        )}
        <SearchField
          ref={field}
          label={t("search.title")}
          placeholder={t("search.hint")}
          value={q}
          onChange={look}
          className="w-full"
        />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto h-full max-w-dialog-wide">
          {!q || !isQuestion(q) ? (
            <RecentSearches onPick={look} />
          ) : within === "messages" ? (
            <FoundMessages q={q} />
          ) : (
            <Everything q={q} />
          )}
        </div>
      </div>
    </div>
  );
}

function Everything({ q }: { q: string }) {
  const t = useText();
  const textOf = useProblemText();
  const found = useQuery(searchQuery(useBusinessId(), q));
  if (found.error) {
    return (
      <Empty
        icon={CloudOff}
        title={t("search.failed")}
        text={textOf(found.error)}
        action={<Button onClick={() => void found.refetch()}>{t("common.retry")}</Button>}
      />
    );
  }
  if (!found.data) return <SkeletonRows rows={8} label={t("common.loading")} />;
  if (found.data.length === 0)
    return <Empty icon={SearchX} title={t("search.none.title", { q })} text={t("search.none.text")} />;
  return <FoundGroups groups={found.data} q={q} />;
}
