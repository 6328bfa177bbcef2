import { useState } from "react";
import { SkeletonRows } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useOne } from "@/lists/use_one";
import { Codes } from "./codes";
import { CodesShown } from "./codes_shown";
import { Passkeys } from "./passkeys";
import { secondFactors } from "./queries";
import { TotpApp } from "./totp_app";

/** What one can be known by beside the password. */
export function SecondFactor() {
  const t = useText();
  const { row: has } = useOne(secondFactors);
  const [codes, setCodes] = useState<readonly string[]>();
  if (!has) return <SkeletonRows rows={2} label={t("common.loading")} />;
  return (
    <div className="flex flex-col gap-6">
      <TotpApp has={has} onCodes={setCodes} />
      <Passkeys has={has} onCodes={setCodes} />
      {has.methods.length > 0 && <Codes left={has.recovery_codes_left} onCodes={setCodes} />}
      <CodesShown codes={codes} onClose={() => setCodes(undefined)} />
    </div>
  );
}
