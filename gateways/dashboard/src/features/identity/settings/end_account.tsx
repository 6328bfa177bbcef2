import { useState } from "react";
import type { Account } from "@/api/types";
import { Button } from "@/components/button";
import { useText } from "@/i18n/i18n_provider";
import { EndDialog } from "./end_dialog";

export type End = "deactivate" | "delete";
const ends: readonly End[] = ["deactivate", "delete"];

/** An account is put to sleep, or ended for good. */
export function EndAccount({ account }: { account: Account }) {
  const t = useText();
  const [end, setEnd] = useState<End>();
  const [last, setLast] = useState<End>("deactivate"); // stays while the dialog goes
  if (account.is_operator) return <p className="text-dense text-soft">{t("problem.operators_own")}</p>;
  return (
    <div className="flex flex-col divide-y divide-line rounded-control border border-line">
      {ends.map((which) => (
        <div key={which} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-3 py-3">
          <p className="min-w-0 flex-1 basis-60 text-dense text-soft">{t(`account.${which}.short`)}</p>
          <Button
            onClick={() => {
              setLast(which);
              setEnd(which);
            }}
          >
            {t(`account.${which}`)}
          </Button>
        </div>
      ))}
      <EndDialog key={last} end={last} account={account} open={end !== undefined} onClose={() => setEnd(undefined)} />
    </div>
  );
}
