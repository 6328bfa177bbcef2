import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { Button } from "@/components/button";
import { Confirm } from "@/components/confirm";
import { DateTime } from "@/components/date_time";
import { Group } from "@/features/identity/settings/group";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { CustomerName } from "../customer_name";
import { type Hold, holdList } from "../queries";
import { useLift } from "../use_lift";
import { Rows, Told } from "./rows";

/** Whom nobody may erase, and why. */
export function HoldsPart() {
  const t = useText();
  const list = useList(holdList(useBusinessId()));
  const [asked, setAsked] = useState<Hold>();
  const { lift, working } = useLift();
  return (
    <Group title={t("privacy.holds")} text={t("privacy.holds.text")} wide>
      <Rows label={t("privacy.holds")} list={list} none={t("privacy.holds.none")}>
        {(hold) => (
          <>
            <Told
              beneath={
                <>
                  <DateTime at={hold.placed_at} /> · {hold.member_name ?? t("history.who.left")}
                </>
              }
            >
              <CustomerName id={hold.customer_id} />
              <span dir="auto" className="block text-soft">
                {hold.reason}
              </span>
            </Told>
            <Button onClick={() => setAsked(hold)}>{t("privacy.hold.lift")}</Button>
          </>
        )}
      </Rows>
      <Confirm
        open={asked !== undefined}
        onOpenChange={(open) => open || setAsked(undefined)}
        title={t("privacy.hold.lift.title")}
        text={t("privacy.hold.lift.text")}
        deed={t("privacy.hold.lift")}
        working={working}
        onConfirm={async () => {
          if (asked && (await lift(asked.id))) setAsked(undefined);
        }}
      />
    </Group>
  );
}
