import { CalendarX2 } from "lucide-react";
import { Problem } from "@/api/problem";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { useText } from "@/i18n/i18n_provider";
import { useThen } from "./past";
import { useTravel } from "./time_travel";

/** Whether a page as of then cannot be shown because there was nothing yet. */
export function useWasNotThere(error: unknown): boolean {
  const then = useThen();
  return then !== undefined && error instanceof Problem && error.rule === "as_of.not_there";
}

export function NotThereYet() {
  const t = useText();
  const travel = useTravel();
  return (
    <Empty
      icon={CalendarX2}
      title={t("past.not_there")}
      text={t("past.not_there.text")}
      action={travel && <Button onClick={travel.back}>{t("past.back")}</Button>}
    />
  );
}
