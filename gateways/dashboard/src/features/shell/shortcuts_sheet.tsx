import { Kbd } from "@/components/kbd";
import { Sheet } from "@/components/sheet";
import { useText } from "@/i18n/i18n_provider";
import { type Scope, useScopes } from "@/keys/keys_provider";
import { closePalette } from "./palette_state";

const hasKeys = ({ actions }: Scope) => actions.some(({ keys }) => keys);

/** `?`: every key that works here. */
export function ShortcutsSheet({ open }: { open: boolean }) {
  const t = useText();
  const scopes = useScopes();
  return (
    <Sheet open={open} onOpenChange={(next) => next || closePalette()} title={t("shell.shortcuts")}>
      {scopes.filter(hasKeys).map((scope) => (
        <section key={scope.name} className="mb-6">
          <h3 className="mb-1 text-meta font-medium text-faint">{scope.name}</h3>
          <dl>
            {scope.actions.map(
              ({ keys, text }) =>
                keys && (
                  <div key={keys} className="flex min-h-8 items-center justify-between gap-4">
                    <dt>{text}</dt>
                    <dd>
                      <Kbd keys={keys} />
                    </dd>
                  </div>
                ),
            )}
          </dl>
        </section>
      ))}
    </Sheet>
  );
}
