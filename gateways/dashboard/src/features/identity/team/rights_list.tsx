import { Badge } from "@/components/badge";
import { Checkbox } from "@/components/checkbox";
import { useText } from "@/i18n/i18n_provider";
import { useRightText } from "./right_text";
import { type Access, deviations, grouped } from "./rights";

/** Every right there is, whether somebody has it, and where that deviates from the role. */
export function RightsList({
  access,
  own,
  onGive,
}: {
  access: Access;
  /** What one has oneself: nobody gives more. */
  own: readonly string[];
  /** None: it is only shown. */
  onGive: ((name: string, given: boolean) => void) | undefined;
}) {
  const t = useText();
  const text = useRightText();
  const { more, less } = deviations(access);
  return (
    <div className="flex flex-col gap-4">
      {grouped().map(([group, rights]) => (
        <fieldset key={group}>
          <legend className="mb-1 text-meta font-medium text-faint">{text.group(group)}</legend>
          {rights.map((right) => {
            const given = access.permissions.includes(right.name);
            const mine = own.includes(right.name);
            return (
              <div key={right.name} className="flex items-center gap-2">
                <div className="min-w-0 flex-1">
                  <Checkbox
                    label={text.right(right)}
                    checked={given}
                    disabled={!onGive || (!mine && !given)}
                    onChange={(next) => onGive?.(right.name, next)}
                  />
                </div>
                {more.includes(right.name) && <Badge tone="amber">{t("team.right.more")}</Badge>}
                {less.includes(right.name) && <Badge>{t("team.right.less")}</Badge>}
              </div>
            );
          })}
        </fieldset>
      ))}
    </div>
  );
}
