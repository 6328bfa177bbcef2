import { useQueryClient } from "@tanstack/react-query";
import { Ban, RefreshCw } from "lucide-react";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import type { ApiKey } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Button } from "@/components/button";
import { Confirm } from "@/components/confirm";
import { DateTime } from "@/components/date_time";
import { Fact } from "@/components/fact";
import { Sheet } from "@/components/sheet";
import { useRightText } from "@/features/identity/team/right_text";
import { grouped } from "@/features/identity/team/rights";
import { useMemberNames } from "@/features/inbox/thread/use_member_names";
import { useText } from "@/i18n/i18n_provider";
import { revokeKey } from "./commands";
import { Ends, Hint, KeyBadge } from "./key_row";
import { isGood, keyList } from "./queries";
import { RotateKey } from "./rotate_key";

/** All of one key, and what ends it. None: closed. */
export function KeySheet({ of: key, onClose }: { of: ApiKey | undefined; onClose: () => void }) {
  const t = useText();
  const [last, setLast] = useState(key);
  if (key && last !== key) setLast(key); // stays while the sheet slides away
  const shown = key ?? last;
  return (
    <Sheet
      open={key !== undefined}
      onOpenChange={(open) => open || onClose()}
      title={shown?.name ?? t("keys.nameless")}
    >
      {shown && <KeyDetails key={shown.id} of={shown} />}
    </Sheet>
  );
}

function KeyDetails({ of: key }: { of: ApiKey }) {
  const t = useText();
  const nameOf = useMemberNames();
  const client = useQueryClient();
  const business = useBusinessId();
  const { run, working } = useCommand(revokeKey);
  const [rotating, setRotating] = useState(false);
  const [revoking, setRevoking] = useState(false);
  const name = key.name ?? t("keys.nameless");

  async function revoke() {
    if (!(await run({ path: { id: key.id }, body: undefined }))) return;
    setRevoking(false);
    void client.invalidateQueries({ queryKey: keyList(business).key }); // since when it is over
  }

  return (
    <div className="flex flex-col gap-6">
      <dl className="flex flex-col gap-2">
        <Fact name={t("keys.state")}>
          <KeyBadge of={key} />
        </Fact>
        <Fact name={t("keys.ends_in")}>
          <Hint text={key.hint} />
        </Fact>
        {key.old_until && key.old_hint && (
          <Fact name={t("keys.old")}>
            <Hint text={key.old_hint} />, {t("keys.old.until")} <DateTime at={key.old_until} />
          </Fact>
        )}
        <Fact name={t("keys.created")}>
          <DateTime at={key.created_at} as="date" /> · {nameOf(key.created_by) ?? t("keys.somebody")}
        </Fact>
        {key.vouched_by !== key.created_by && (
          <Fact name={t("keys.vouched")}>{nameOf(key.vouched_by) ?? t("keys.somebody")}</Fact>
        )}
        <Fact name={t("keys.used")}>
          {key.last_used_at ? <DateTime at={key.last_used_at} /> : t("keys.used.never")}
        </Fact>
        <Fact name={t(key.ended_at ? "keys.ended" : "keys.expires")}>
          <Ends of={key} />
        </Fact>
        {key.per_minute ? <Fact name={t("keys.per_minute")}>{key.per_minute}</Fact> : null}
      </dl>
      <ScopeList scopes={key.scopes} />
      {isGood(key) && (
        <footer className="flex flex-wrap gap-2 border-t border-line pt-4">
          <Button icon={RefreshCw} onClick={() => setRotating(true)}>
            {t("keys.rotate")}
          </Button>
          <Button icon={Ban} onClick={() => setRevoking(true)}>
            {t("keys.revoke")}
          </Button>
        </footer>
      )}
      <RotateKey of={key} open={rotating} onOpenChange={setRotating} />
      <Confirm
        open={revoking}
        onOpenChange={setRevoking}
        title={t("keys.revoke.title", { name })}
        text={t("keys.revoke.text")}
        deed={t("keys.revoke")}
        working={working}
        onConfirm={() => void revoke()}
      />
    </div>
  );
}

function ScopeList({ scopes }: { scopes: readonly string[] }) {
  const t = useText();
  const text = useRightText();
  const given = grouped()
    .map(([group, rights]) => [group, rights.filter(({ name }) => scopes.includes(name))] as const)
    .filter(([, rights]) => rights.length > 0);
  return (
    <section aria-label={t("keys.scopes")} className="flex flex-col gap-3">
      <h2 className="text-dense font-medium">{t("keys.scopes")}</h2>
      {given.map(([group, rights]) => (
        <div key={group}>
          <h3 className="text-meta font-medium text-faint">{text.group(group)}</h3>
          <ul className="text-dense text-ink">
            {rights.map((right) => (
              <li key={right.name} className="py-0.5">
                {text.right(right)}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
