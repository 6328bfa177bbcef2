import { ChevronDown } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";

const keyOf = (name: string) => `millrace.section.${name}`;

/** A part of the panel that can be folded; this device remembers it. */
export function Section({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  const id = useId();
  const [open, setOpen] = useState(() => localStorage.getItem(keyOf(name)) !== "folded");
  function toggle() {
    localStorage.setItem(keyOf(name), open ? "folded" : "open");
    setOpen(!open);
  }
  return (
    <section className="border-t border-line pt-1 pb-2">
      <h3>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={toggle}
          className="-mx-2 flex min-h-8 w-[calc(100%+16px)] items-center justify-between rounded-control px-2 text-dense font-medium text-soft transition-colors duration-100 hover:bg-hover hover:text-ink"
        >
          {title}
          <Icon of={ChevronDown} className={cx("size-3.5 text-faint transition-transform", !open && "-rotate-90")} />
        </button>
      </h3>
      <div id={id} hidden={!open} className="pt-1">
        {open && children}
      </div>
    </section>
  );
}
