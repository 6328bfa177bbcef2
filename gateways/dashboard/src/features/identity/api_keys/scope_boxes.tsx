import { Checkbox } from "@/components/checkbox";
import { useRightText } from "@/features/identity/team/right_text";
import { grouped } from "@/features/identity/team/rights";
import { useText } from "@/i18n/i18n_provider";

/** What a key may do, by area; a whole area at once, too. Nobody gives more than they have. */
export function ScopeBoxes({
  own,
  scopes,
  onChange,
}: {
  own: readonly string[];
  scopes: ReadonlySet<string>;
  onChange: (scopes: ReadonlySet<string>) => void;
}) {
  const t = useText();
  const text = useRightText();
  const give = (names: readonly string[], given: boolean) => {
    const now = new Set(scopes);
    for (const name of names) given ? now.add(name) : now.delete(name);
    onChange(now);
  };
  return (
    <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
      {grouped().map(([group, rights]) => {
        const mine = rights.map(({ name }) => name).filter((name) => own.includes(name));
        const given = mine.filter((name) => scopes.has(name)).length;
        return (
          <fieldset key={group} className="min-w-0">
            <legend className="sr-only">{text.group(group)}</legend>
            <div className="font-medium">
              <Checkbox
                label={t("keys.scopes.all", { area: text.group(group) })}
                checked={given === 0 ? false : given === mine.length || "indeterminate"}
                disabled={mine.length === 0}
                onChange={(next) => give(mine, next)}
              />
            </div>
            <div className="ml-6 border-l border-line pl-3">
              {rights.map((right) => (
                <Checkbox
                  key={right.name}
                  label={text.right(right)}
                  checked={scopes.has(right.name)}
                  disabled={!own.includes(right.name)}
                  onChange={(next) => give([right.name], next)}
                />
              ))}
            </div>
          </fieldset>
        );
      })}
    </div>
  );
}
