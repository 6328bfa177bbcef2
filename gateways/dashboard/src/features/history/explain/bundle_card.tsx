import { ChevronRight } from "lucide-react";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { lookOf } from "../events/kinds";
import type { Bundle } from "./bundles";
import { useNodeName } from "./use_node_name";

/** Several facts of one kind: how many there are, and the way to each of them. */
export function BundleCard({ bundle, open, onOpen }: { bundle: Bundle; open: boolean; onOpen: () => void }) {
  const t = useText();
  const name = useNodeName()(bundle);
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onOpen}
      className="flex h-full min-h-19 w-full items-center gap-2 rounded-panel border border-line-control bg-panel px-3 text-left transition-colors duration-100 hover:border-line-mark"
    >
      <span className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="flex items-center gap-1.5 text-meta text-faint">
          <Icon of={lookOf(bundle.fact).icon} className="size-3.5" />
          {t("history.node.facts")}
        </span>
        <span className="truncate text-dense font-medium text-ink tabular-nums">{name}</span>
        <span className="truncate text-meta text-faint">
          {t(open ? "history.explain.fold" : "history.explain.unfold")}
        </span>
      </span>
      <Icon of={ChevronRight} className={cx("text-faint transition-transform", open && "rotate-90")} />
    </button>
  );
}
