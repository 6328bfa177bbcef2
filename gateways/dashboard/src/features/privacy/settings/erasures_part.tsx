import { FileCheck } from "lucide-react";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { DateTime } from "@/components/date_time";
import { Group } from "@/features/identity/settings/group";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { erasureList } from "../queries";
import { useAgainWhile } from "../use_again";
import { CertificateDialog } from "./certificate_dialog";
import { Rows, Told } from "./rows";

/** Who has been erased, by what is left of them: an id. */
export function ErasuresPart() {
  const t = useText();
  const list = useList(erasureList(useBusinessId()));
  const [openId, setOpenId] = useState<string>();
  useAgainWhile(
    list.rows.some(({ status }) => status === "running"),
    list.retry,
  );
  return (
    <Group title={t("privacy.erasures")} text={t("privacy.erasures.text")} wide>
      <Rows label={t("privacy.erasures")} list={list} none={t("privacy.erasures.none")}>
        {(one) => (
          <>
            <Told
              beneath={
                <>
                  <DateTime at={one.asked_at} /> ·{" "}
                  {one.after_days
                    ? t("privacy.retention.by", { count: one.after_days })
                    : (one.asked_by_name ?? t("history.who.left"))}
                </>
              }
            >
              <span className="font-mono text-meta">{one.customer_id}</span>
            </Told>
            <span className="flex items-center gap-3">
              {one.status === "done" ? (
                <Badge tone="green">{t("privacy.erasure.done")}</Badge>
              ) : (
                <Badge tone="amber">{t("privacy.erasure.running")}</Badge>
              )}
              {one.status === "done" && (
                <Button icon={FileCheck} onClick={() => setOpenId(one.id)}>
                  {t("privacy.certificate")}
                </Button>
              )}
            </span>
          </>
        )}
      </Rows>
      <CertificateDialog of={openId} onClose={() => setOpenId(undefined)} />
    </Group>
  );
}
