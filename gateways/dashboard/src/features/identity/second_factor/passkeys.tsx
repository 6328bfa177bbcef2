import { KeyRound } from "lucide-react";
import { useState } from "react";
import { answer, api } from "@/api/client";
import { hasPasskeys } from "@/api/passkeys";
import type { SecondFactors } from "@/api/types";
import { Button } from "@/components/button";
import { Confirm } from "@/components/confirm";
import { DateTime } from "@/components/date_time";
import { Dialog } from "@/components/dialog";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { Part } from "./part";
import { PasskeyForm } from "./passkey_form";
import { useDone } from "./use_done";

type Passkey = SecondFactors["passkeys"][number];

export function Passkeys({ has, onCodes }: { has: SecondFactors; onCodes: (codes: readonly string[]) => void }) {
  const t = useText();
  const [adding, setAdding] = useState(false);
  const able = hasPasskeys();
  return (
    <Part
      title={t("second_factor.passkeys")}
      text={t(able ? "second_factor.passkeys.none" : "second_factor.passkeys.unable")}
    >
      {has.passkeys.length > 0 && (
        <ul className="divide-y divide-line rounded-control border border-line">
          {has.passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {able && (
        <Button className="self-start" icon={KeyRound} onClick={() => setAdding(true)}>
          {t("second_factor.passkeys.add")}
        </Button>
      )}
      <Dialog open={adding} onOpenChange={setAdding} title={t("second_factor.passkeys.add")}>
        <PasskeyForm
          onDone={(codes) => {
            setAdding(false);
            if (codes) onCodes(codes);
          }}
        />
      </Dialog>
    </Part>
  );
}

function PasskeyRow({ passkey: { id, name, created_at, last_used_at } }: { passkey: Passkey }) {
  const t = useText();
  const [removing, setRemoving] = useState(false);
  const removal = useDone(() =>
    answer(api.DELETE("/auth/passkeys/{passkey_id}", { params: { path: { passkey_id: id } } })),
  );
  const called = name ?? "";
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <Icon of={KeyRound} className="text-faint" />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-dense font-medium">{called}</span>
        <span className="block text-meta text-faint">
          {t("second_factor.passkeys.added")} <DateTime at={created_at} as="date" /> ·{" "}
          {last_used_at ? (
            <>
              {t("second_factor.passkeys.used")} <DateTime at={last_used_at} />
            </>
          ) : (
            t("second_factor.passkeys.never")
          )}
        </span>
      </span>
      <Button
        kind="quiet"
        aria-label={t("second_factor.passkeys.remove_one", { name: called })}
        onClick={() => setRemoving(true)}
      >
        {t("second_factor.passkeys.remove")}
      </Button>
      <Confirm
        open={removing}
        onOpenChange={setRemoving}
        title={t("second_factor.passkeys.remove_one", { name: called })}
        text={t("second_factor.passkeys.remove.text")}
        deed={t("second_factor.passkeys.remove")}
        working={removal.working}
        onConfirm={() => void removal.run().then(() => setRemoving(false))}
      />
    </li>
  );
}
