import type { LucideIcon } from "lucide-react";
import { Tabs as Radix } from "radix-ui";
import { type ReactNode, useEffect, useRef } from "react";
import { useCountText } from "./count_text";
import { cx } from "./cx";
import { Icon } from "./icon";

export interface Tab<Value extends string = string> {
  value: Value;
  label: string;
  icon?: LucideIcon;
  /** Not known yet, it has its room already. */
  count?: number | undefined;
}

export interface TabsProps<Value extends string> {
  tabs: readonly Tab<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  label: string;
  /** At the end of the row of tabs: a menu, a button. */
  trail?: ReactNode;
  /** What the chosen tab shows. */
  children: ReactNode;
  className?: string;
  panelClassName?: string;
}

export function Tabs<Value extends string>({
  tabs,
  value,
  onChange,
  label,
  trail,
  children,
  className,
  panelClassName,
}: TabsProps<Value>) {
  const countText = useCountText(true);
  const row = useRef<HTMLDivElement>(null);
  // Where the row is wider than its place, the chosen one is in sight; the page stays where it is.
  useEffect(() => {
    const list = row.current;
    const chosen = value && list?.querySelector<HTMLElement>("[aria-selected=true]");
    if (!list || !chosen) return;
    const [place, tab] = [list.getBoundingClientRect(), chosen.getBoundingClientRect()];
    if (tab.left < place.left) list.scrollLeft -= place.left - tab.left;
    else if (tab.right > place.right) list.scrollLeft += tab.right - place.right;
  }, [value]);
  return (
    <Radix.Root
      value={value}
      onValueChange={(chosen) => onChange(chosen as Value)}
      className={cx("flex min-h-0 flex-col", className)}
    >
      <div className="flex items-center border-b border-line">
        <Radix.List
          ref={row}
          aria-label={label}
          className="flex min-w-0 flex-1 gap-1 overflow-x-auto px-2 [scrollbar-width:none]"
        >
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.value}
              value={tab.value}
              className="group relative flex min-h-10 shrink-0 items-center gap-1.5 rounded-control px-2 text-dense font-medium text-faint -outline-offset-2 transition-colors duration-100 hover:text-ink data-[state=active]:text-ink"
            >
              {tab.icon && <Icon of={tab.icon} />}
              <span className="relative flex items-center self-stretch">
                {tab.label}
                <span className="absolute inset-x-0 -bottom-px h-0.5 rounded-full group-data-[state=active]:bg-accent-mark" />
              </span>
              {"count" in tab && (
                <span className="min-w-[1.3em] text-left text-meta font-normal text-faint tabular-nums">
                  {countText(tab.count)}
                </span>
              )}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {trail}
      </div>
      <Radix.Content value={value} className={cx("min-h-0 flex-1", panelClassName)} tabIndex={-1}>
        {children}
      </Radix.Content>
    </Radix.Root>
  );
}
