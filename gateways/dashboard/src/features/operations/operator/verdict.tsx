import { CircleAlert, CircleCheck, CircleHelp, CircleX, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { markLook, type Tone, toneLook } from "@/components/badge";
import { cx } from "@/components/cx";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import type { Concern } from "./house";

const looks = {
  green: { icon: CircleCheck, title: "operator.well", text: "operator.well.text" },
  amber: { icon: CircleAlert, title: "operator.look", text: "operator.look.text" },
  red: { icon: CircleX, title: "operator.bad", text: "operator.bad.text" },
} as const;

/** Whether the house is well, and what is not. */
export function Verdict({ concerns }: { concerns: readonly Concern[] }) {
  const t = useText();
  const tone = concerns[0]?.tone ?? "green";
  const { icon, title, text } = looks[tone];
  return (
    <Said tone={tone} icon={icon} title={t(title)} text={t(text)}>
      {concerns.length > 0 && (
        <ul className="mt-3 flex flex-col gap-0.5">
          {concerns.map((concern) => (
            <li key={concern.text(t)}>
              <a
                href={`#${concern.at}`}
                className="-ml-2 inline-flex min-h-8 items-baseline gap-2 rounded-control px-2 py-1.5 text-body hover:bg-hover"
              >
                <span className={cx("size-2 shrink-0 rounded-full", markLook[concern.tone])} />
                <span className="sr-only">{t(`operator.tone.${concern.tone}`)}:</span>
                {concern.text(t)}
              </a>
            </li>
          ))}
        </ul>
      )}
    </Said>
  );
}

/** Nobody knows: it is asked again all the same, and what was last heard stays, and says of when it is. */
export function NoAnswer({ error, seen_ms }: { error: Error; seen_ms: number }) {
  const t = useText();
  const textOf = useProblemText();
  const seen = seen_ms > 0 && (
    <>
      {t("operator.seen")} <DateTime at={new Date(seen_ms).toISOString()} as="exact" />.
    </>
  );
  return (
    <Said
      tone="neutral"
      icon={CircleHelp}
      title={t("operator.no_answer")}
      text={
        <>
          {textOf(error)} {seen}
        </>
      }
    />
  );
}

function Said({
  tone,
  icon,
  title,
  text,
  children,
}: {
  tone: Tone;
  icon: LucideIcon;
  title: string;
  text: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div role="status" className="flex items-start gap-4">
      <span className={cx("grid size-12 shrink-0 place-items-center rounded-full", toneLook[tone])}>
        <Icon of={icon} className="size-6" />
      </span>
      <div className="min-w-0">
        <p className="text-page font-semibold">{title}</p>
        <p className="text-body text-soft">{text}</p>
        {children}
      </div>
    </div>
  );
}
