// The one way to look at a page as it was: around the page of one thing, whatever thing that is.
import { Lock } from "lucide-react";
import { createContext, lazy, type ReactNode, Suspense, use, useMemo, useRef, useState } from "react";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { Skeleton } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import { useMaySeeHistory } from "../access";
import type { Thing } from "../events/event";
import { Past, useThen } from "./past";

const PastBar = lazy(async () => ({ default: (await import("./past_bar")).PastBar }));

interface Travel {
  about: Thing;
  /** Nothing for who may not. */
  leave: (() => void) | undefined;
  back: () => void;
}

const Context = createContext<Travel | undefined>(undefined);

export function useTravel() {
  return use(Context);
}

/** What Escape does: from the past back to now, from there out of the page. */
export function useBackOr(close: () => void): () => void {
  const then = useThen();
  const travel = useTravel();
  return then !== undefined && travel ? travel.back : close;
}

export interface TimeTravelProps {
  about: Thing;
  /** As it stands in the address. */
  at: string | undefined;
  onAt: (at: string | undefined) => void;
  children: ReactNode;
}

export function TimeTravel({ about: { kind, id }, at, onAt, children }: TimeTravelProps) {
  const t = useText();
  const may = useMaySeeHistory();
  const about = useMemo(() => ({ kind, id }), [kind, id]);
  const [asked, setAsked] = useState(false);
  const page = useRef<HTMLDivElement>(null);
  const leave = may ? begin : undefined;
  function begin() {
    setAsked(true);
    onAt(new Date().toISOString());
  }
  function back() {
    setAsked(false);
    onAt(undefined);
    page.current?.focus({ preventScroll: true });
  }
  const move = (next: string | undefined) => (next === undefined ? back() : onAt(next));
  useKeys(t("history.title"), [
    leave && !at ? { text: t("past.open"), keys: "h", run: leave } : undefined,
    leave && at ? { text: t("past.back"), keys: "h", run: back } : undefined,
    leave && at ? { text: t("past.back"), keys: "esc", unlisted: true, run: back } : undefined,
  ]);
  if (at && !may) return <NotForYou onBack={back} />;
  return (
    <Context value={{ about, leave, back }}>
      <div className="flex h-full flex-col">
        {at && (
          <Suspense fallback={<Skeleton className="h-28 w-full shrink-0 rounded-none!" />}>
            <PastBar key={id} about={about} at={at} onAt={move} focus={asked} />
          </Suspense>
        )}
        <div ref={page} tabIndex={-1} className="min-h-0 flex-1 outline-none">
          <Past at={at}>{children}</Past>
        </div>
      </div>
    </Context>
  );
}

function NotForYou({ onBack }: { onBack: () => void }) {
  const t = useText();
  return (
    <div className="grid h-full place-items-center bg-panel">
      <Empty
        alone
        icon={Lock}
        title={t("past.forbidden.title")}
        text={t("past.forbidden.text")}
        action={<Button onClick={onBack}>{t("past.back")}</Button>}
      />
    </div>
  );
}
