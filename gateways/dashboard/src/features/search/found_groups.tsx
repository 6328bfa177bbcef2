import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef } from "react";
import { Icon } from "@/components/icon";
import { wordsOf } from "@/components/marks";
import { useText } from "@/i18n/i18n_provider";
import type { Group } from "./found";
import { HitRow } from "./hit_row";
import { allOf, hitsOf } from "./hits";
import { useBusinessSlug } from "./use_business_slug";

export const hitLook =
  "flex min-h-10 items-center gap-3 border-b border-line px-4 text-dense -outline-offset-2 transition-colors duration-100 hover:bg-hover";

/** Kind by kind; arrows, or J and K, go through all of them. */
export function FoundGroups({ groups, q }: { groups: readonly Group[]; q: string }) {
  const t = useText();
  const business = useBusinessSlug();
  const words = useMemo(() => wordsOf(q), [q]);
  const all = useRef<HTMLDivElement>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the links within
    <div ref={all} onKeyDown={(event) => step(event, all.current)} className="flex flex-col gap-6 pt-2 pb-12">
      {groups.map((group) => {
        const more = group.more && allOf(group.kind, business, q);
        return (
          <section
            key={group.kind}
            aria-label={t(`search.kind.${group.kind}`)}
            className={group.items.length === 0 ? "-mt-6" : ""} // its link alone, under that of the others
          >
            {group.items.length > 0 && (
              <h2 className="px-4 pb-1 text-meta font-medium text-faint">{t(`search.kind.${group.kind}`)}</h2>
            )}
            <ul>
              {hitsOf(group, business, q).map((hit) => (
                <li key={hit.id}>
                  <Link {...hit.where} className={hitLook}>
                    <HitRow kind={group.kind} hit={hit} words={words} />
                  </Link>
                </li>
              ))}
            </ul>
            {more && (
              <Link
                {...more}
                className="flex min-h-10 items-center gap-2 px-4 text-dense font-medium text-accent-ink -outline-offset-2 hover:bg-hover"
              >
                {t(`search.more.${group.kind}`)}
                <Icon of={ArrowRight} className="size-3.5" />
              </Link>
            )}
          </section>
        );
      })}
    </div>
  );
}

const steps: Record<string, number | undefined> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

function step(event: KeyboardEvent, all: HTMLElement | null) {
  const by = event.altKey || event.ctrlKey || event.metaKey ? undefined : steps[event.key];
  if (!by || !all) return;
  const links = [...all.querySelectorAll<HTMLElement>("a")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  links[at + by]?.focus();
  event.preventDefault();
}
