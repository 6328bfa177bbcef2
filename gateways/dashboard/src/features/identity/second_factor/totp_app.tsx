import { useState } from "react";
import { answer, api } from "@/api/client";
import type { SecondFactors } from "@/api/types";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Confirm } from "@/components/confirm";
import { DateTime } from "@/components/date_time";
import { Dialog } from "@/components/dialog";
import { useForm } from "@/features/sign_in/use_form";
import { useText } from "@/i18n/i18n_provider";
import { Part } from "./part";
import { TotpForm, type TotpSecret } from "./totp_form";
import { useDone } from "./use_done";

export function TotpApp({ has, onCodes }: { has: SecondFactors; onCodes: (codes: readonly string[]) => void }) {
  const t = useText();
  const [secret, setSecret] = useState<TotpSecret>();
  const [removing, setRemoving] = useState(false);
  const removal = useDone(() => answer(api.DELETE("/auth/mfa/totp")));
  const offer = useForm<never>(async () => setSecret(await answer(api.POST("/auth/mfa/totp"))));
  const since = has.totp_since;
  return (
    <Part
      title={t("second_factor.app")}
      text={
        since ? (
          <>
            {t("second_factor.app.since")} <DateTime at={since} as="date" />
          </>
        ) : (
          t("second_factor.app.none")
        )
      }
    >
      {since ? (
        <Button className="self-start" onClick={() => setRemoving(true)}>
          {t("second_factor.app.remove")}
        </Button>
      ) : (
        <form onSubmit={offer.submit} className="flex flex-col items-start gap-2">
          {offer.text && <Banner tone="red">{offer.text}</Banner>}
          <Button type="submit" working={offer.working}>
            {t("second_factor.app.set_up")}
          </Button>
        </form>
      )}
      <Dialog
        open={secret !== undefined}
        onOpenChange={(still) => still || setSecret(undefined)}
        title={t("second_factor.app.set_up")}
        text={t("second_factor.app.scan")}
      >
        {secret && (
          <TotpForm
            secret={secret}
            onDone={(codes) => {
              setSecret(undefined);
              if (codes) onCodes(codes);
            }}
          />
        )}
      </Dialog>
      <Confirm
        open={removing}
        onOpenChange={setRemoving}
        title={t("second_factor.app.remove")}
        text={t("second_factor.app.remove.text")}
        deed={t("second_factor.app.remove")}
        working={removal.working}
        onConfirm={() => void removal.run().then(() => setRemoving(false))}
      />
    </Part>
  );
}
