import type { Stuck } from "@/api/types";
import { DateTime } from "@/components/date_time";
import { useI18n } from "@/i18n/i18n_provider";
import { Figures } from "./figures";
import { Part } from "./part";

/** What was to be done outside, failed for good or came to nobody knows what; its business decides how it goes on. */
export function EffectsPart({ items, counted, more }: Stuck) {
  const { t, locale } = useI18n();
  const count = (number: number) => new Intl.NumberFormat(locale).format(number);
  return (
    <Part
      id="effects"
      title={t("operator.effects")}
      text={
        counted === 0
          ? t("operator.effects.none")
          : more
            ? t("operator.effects.more", { count: counted })
            : t("operator.effects.text")
      }
    >
      {items.length > 0 && (
        <Figures
          label={t("operator.effects")}
          rows={items}
          rowId={({ business_id, kind }) => `${business_id} ${kind}`}
          columns={[
            { id: "kind", label: t("operator.effects.kind"), cell: ({ kind }) => kind },
            {
              id: "business",
              label: t("operator.business"),
              from: "sm",
              cell: ({ business_id: id }) =>
                id ? <span className="font-mono text-meta">{id}</span> : t("operator.directory"),
            },
            { id: "failed", label: t("operator.effects.failed"), number: true, cell: ({ failed }) => count(failed) },
            {
              id: "unknown",
              label: t("operator.effects.unknown"),
              number: true,
              cell: ({ unknown }) => count(unknown),
            },
            {
              id: "oldest",
              label: t("operator.effects.oldest"),
              number: true,
              cell: ({ oldest_at }) => <DateTime at={oldest_at} />,
            },
          ]}
        />
      )}
    </Part>
  );
}
