import { Link } from "@tanstack/react-router";
import { ChevronRight, Circle, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import type { Business } from "@/api/types";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { type Step, steps } from "./steps";

/** The steps; one that is left to do leads to where it is done. */
export function StepList({
  business,
  done,
  floating = false,
  onGo,
  onHide,
}: {
  business: Business;
  done: ReadonlySet<Step>;
  /** What opens begins at the first thing to do, not at hiding it. */
  floating?: boolean;
  onGo: () => void;
  onHide: () => void;
}) {
  const t = useText();
  const next = steps.find((step) => !done.has(step));
  return (
    <div className="flex flex-col">
      <h2 className="px-3 pt-3 pb-1 text-dense font-semibold">{t("onboarding.title")}</h2>
      <ol className="p-1">
        {steps.map((step) => (
          <li key={step}>
            {done.has(step) ? (
              <span className="flex min-h-8 items-center gap-2 px-2 text-dense text-faint">
                <Icon of={CircleCheck} className="text-green-mark" />
                <span className="sr-only">{t("onboarding.done")}:</span>
                {t(`onboarding.${step}`)}
              </span>
            ) : (
              <StepLink step={step} business={business} first={floating && step === next} onGo={onGo}>
                <Icon of={Circle} className="mt-0.5 text-faint" />
                <span className="min-w-0 flex-1">
                  <span className="block text-dense font-medium text-ink">{t(`onboarding.${step}`)}</span>
                  <span className="block text-meta text-faint">{t(`onboarding.${step}.text`)}</span>
                </span>
                <Icon of={ChevronRight} className="mt-0.5 text-faint" />
              </StepLink>
            )}
          </li>
        ))}
      </ol>
      <footer className="flex justify-end border-t border-line p-1">
        <Button kind="quiet" onClick={onHide}>
          {t("onboarding.hide")}
        </Button>
      </footer>
    </div>
  );
}

const take = (link: HTMLAnchorElement | null) => link?.focus({ preventScroll: true });

const look = "flex items-start gap-2 rounded-control px-2 py-1.5 hover:bg-hover";

function StepLink({
  step,
  business,
  first,
  onGo,
  children,
}: {
  step: Step;
  business: Business;
  first: boolean;
  onGo: () => void;
  children: ReactNode;
}) {
  const to = { params: { business: business.slug }, onClick: onGo, className: look, ...(first ? { ref: take } : {}) };
  switch (step) {
    case "invite":
      return (
        <Link to="/b/$business/team" search={{ invite: true }} {...to}>
          {children}
        </Link>
      );
    case "widget":
      return (
        <Link to="/b/$business/settings/widget" {...to}>
          {children}
        </Link>
      );
    default:
      return (
        <Link to="/b/$business/inbox" {...to}>
          {children}
        </Link>
      );
  }
}
