import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { History, Search } from "lucide-react";
import { useMemo } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMe } from "@/api/me_context";
import { Icon } from "@/components/icon";
import { wordsOf } from "@/components/marks";
import { writerOf } from "@/features/inbox/thread/drafts";
import { isQuestion, searchQuery } from "@/features/search/found";
import { HitRow } from "@/features/search/hit_row";
import { hitsOf } from "@/features/search/hits";
import { rememberSearch, useRecentSearches } from "@/features/search/recent";
import { useBusinessSlug } from "@/features/search/use_business_slug";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { afterwards, type Choice, type ChoiceGroup } from "./palette_actions";
import { useRested } from "./use_rested";

const rest_ms = 150;
const few = 4; // of a kind: the others are where all of them are

/** What is found of what is typed, with the way to all of it; `alone`: before anything is typed, what was searched for last. */
export function useFoundChoices(typed: string, { alone, onAsk }: { alone: boolean; onAsk: (q: string) => void }) {
  const t = useText();
  const textOf = useProblemText();
  const navigate = useNavigate();
  const business = useBusinessSlug();
  const person = writerOf(useMe());
  const recent = useRecentSearches(person);
  const q = useRested(typed.trim(), rest_ms);
  const asked = isQuestion(typed) && isQuestion(q);
  const found = useQuery({ ...searchQuery(useBusinessId(), q), enabled: asked });
  const words = useMemo(() => wordsOf(q), [q]);
  const remembering = (go: () => unknown) =>
    afterwards(() => {
      rememberSearch(person, typed);
      void go();
    });

  const groups: ChoiceGroup[] = (asked && found.data ? found.data : []).map((group) => ({
    heading: t(`search.kind.${group.kind}`),
    choices: hitsOf(group, business, q)
      .slice(0, few)
      .map((hit) => ({
        value: `${group.kind} ${hit.id}`,
        tall: true,
        row: <HitRow kind={group.kind} hit={hit} words={words} />,
        run: remembering(() => navigate(hit.where)),
      })),
  }));
  const everything: Choice = {
    value: "everything",
    row: <Line icon={Search} text={t("search.all", { q: typed.trim() })} />,
    run: remembering(() => navigate({ to: "/b/$business/search", params: { business }, search: { q: typed.trim() } })),
  };
  const again = recent.map((words) => ({
    value: `recent ${words}`,
    row: <Line icon={History} text={words} />,
    run: () => onAsk(words),
  }));
  return {
    groups: isQuestion(typed)
      ? [...groups, { heading: t("search.title"), choices: [everything] }]
      : alone && typed.trim() === ""
        ? [{ heading: t("search.recent"), choices: again }]
        : [],
    searching: asked && found.isFetching,
    /** Nothing is known yet. */
    waiting: asked && found.isPending && !found.error,
    problem: asked && found.error ? textOf(found.error) : undefined,
  };
}

function Line({ icon, text }: { icon: typeof Search; text: string }) {
  return (
    <>
      <span className="grid w-6 shrink-0 place-items-center text-faint">
        <Icon of={icon} />
      </span>
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {text}
      </span>
    </>
  );
}
