import type { ReactNode } from "react";
import { Tabs } from "@/components/tabs";
import { useAfterFirstScreen } from "@/early/first_screen";
import { useText } from "@/i18n/i18n_provider";
import type { Asked, View } from "./search";
import { useTabCounts } from "./use_counts";

/** The views of the list, each with how many it has: numbers come one after the other, and nothing but these is drawn anew for them. */
export function ViewTabs({
  asked,
  views,
  onChange,
  children,
}: {
  asked: Asked;
  views: readonly View[];
  onChange: (view: View) => void;
  children: ReactNode;
}) {
  const t = useText();
  const counts = useTabCounts(asked, views, useAfterFirstScreen());
  return (
    <Tabs
      label={t("inbox.title")}
      tabs={views.map((value) => ({ value, label: t(`inbox.view.${value}`), count: counts[value] }))}
      value={asked.view}
      onChange={onChange}
      className="min-h-0 flex-1"
      panelClassName="h-full"
    >
      {children}
    </Tabs>
  );
}
