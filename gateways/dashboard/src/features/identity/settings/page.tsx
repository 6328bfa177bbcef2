import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { useSections } from "./sections";

/** The places of the settings beside the one that is open; on a phone in a line above it. */
export function SettingsPage() {
  const t = useText();
  const sections = useSections();
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const whole = sections.some(({ of }) => of.some(({ to, whole }) => whole && pathname.endsWith(lastOf(to))));
  // biome-ignore lint/correctness/useExhaustiveDependencies: where one is stays in sight in the line of a phone
  useEffect(() => {
    const here = nav.current?.querySelector("[aria-current]");
    here?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [pathname]);
  return (
    <div className="flex h-full flex-col bg-panel md:flex-row">
      <nav
        ref={nav}
        aria-label={t("shell.to.settings")}
        className="relative flex shrink-0 gap-1 overflow-x-auto border-b border-line px-2 py-1 md:w-55 md:flex-col md:gap-4 md:overflow-y-auto md:border-r md:border-b-0 md:p-2 md:pt-4"
      >
        {sections.map(({ text, of }) => (
          <div key={text} className="flex gap-1 md:flex-col md:gap-0.5">
            <p className="px-3 py-1 text-meta font-medium text-faint max-md:sr-only">{t(text)}</p>
            {of.map((section) => (
              <Link
                key={section.to}
                from="/b/$business"
                to={section.to}
                activeProps={{ className: "bg-selected font-medium text-accent-ink" }}
                inactiveProps={{ className: "text-soft hover:bg-hover hover:text-ink" }}
                className="flex min-h-8 shrink-0 items-center gap-2.5 rounded-control px-3 py-1 transition-colors duration-100"
              >
                <Icon of={section.icon} />
                <span className="min-w-0 max-md:whitespace-nowrap">{t(section.text)}</span>
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <div className="min-h-0 min-w-0 flex-1 overflow-y-auto">
        {whole ? (
          <Outlet />
        ) : (
          <div className="mx-auto flex max-w-dialog-wide flex-col gap-8 px-4 py-6 lg:px-8">
            <Outlet />
          </div>
        )}
      </div>
    </div>
  );
}

/** "/audit" of its address. */
const lastOf = (to: string) => to.slice(to.lastIndexOf("/"));
