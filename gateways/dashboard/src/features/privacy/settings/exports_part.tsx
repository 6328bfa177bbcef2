import { PackageOpen } from "lucide-react";
import { Button } from "@/components/button";
import { DateTime } from "@/components/date_time";
import { Group } from "@/features/identity/settings/group";
import { useText } from "@/i18n/i18n_provider";
import { CustomerName } from "../customer_name";
import { ExportState } from "../export_line";
import { useExports } from "../use_exports";
import { Rows, Told } from "./rows";

/** Everything that the business keeps, as a file; and the exports of single customers, which begin on their pages. */
export function ExportsPart() {
  const t = useText();
  const { list, begin, working } = useExports();
  return (
    <Group title={t("privacy.exports")} text={t("privacy.exports.text")} wide>
      <div className="flex flex-col gap-3">
        <Button icon={PackageOpen} className="self-start" working={working} onClick={() => void begin()}>
          {t("privacy.export.all")}
        </Button>
        <Rows label={t("privacy.exports")} list={list} none={t("privacy.exports.none")}>
          {(one) => (
            <>
              <Told
                beneath={
                  <>
                    <DateTime at={one.asked_at} /> · {one.asked_by_name ?? t("history.who.left")}
                  </>
                }
              >
                {one.customer_id ? <CustomerName id={one.customer_id} /> : t("privacy.export.of_all")}
              </Told>
              <ExportState of={one} />
            </>
          )}
        </Rows>
      </div>
    </Group>
  );
}
