import { Activity, KeyRound, Pause, Play, Unplug } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import type { Problem } from "@/api/problem";
import type { Integration } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Confirm } from "@/components/confirm";
import { DateTime } from "@/components/date_time";
import { Fact } from "@/components/fact";
import { Sheet } from "@/components/sheet";
import { Code } from "@/features/identity/settings/code";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useOne } from "@/lists/use_one";
import { changeIntegration, endIntegration, testIntegration } from "./commands";
import { CredentialFields, type Given, isWhole } from "./credential_fields";
import { Deliveries } from "./deliveries";
import { type Platform, platformOf } from "./platforms";
import { isThere, oneIntegration } from "./queries";
import { StatusBadge } from "./status_badge";
import { useWhy } from "./why";

/** All of one connection, and what can be done to it. None: closed. */
export function IntegrationSheet({ of: one, onClose }: { of: Integration | undefined; onClose: () => void }) {
  const [last, setLast] = useState(one);
  if (one && last !== one) setLast(one); // stays while the sheet slides away
  const shown = one ?? last;
  return (
    <Sheet open={one !== undefined} onOpenChange={(open) => open || onClose()} title={shown?.name ?? ""}>
      {shown && <Details key={shown.id} of={shown} />}
    </Sheet>
  );
}

function Details({ of: one }: { of: Integration }) {
  const t = useText();
  const why = useWhy();
  const may = useMay("integrations.manage");
  const platform = platformOf(one.platform);
  return (
    <div className="flex flex-col gap-6">
      {one.why && (
        <Banner tone={one.status === "unauthorised" ? "red" : "amber"}>
          <span className="inline-block first-letter:uppercase">{why(one.why)}</span>
        </Banner>
      )}
      <dl className="flex flex-col gap-2">
        <Fact name={t("integrations.state")}>
          <StatusBadge of={one} /> <DateTime at={one.status_since} />
        </Fact>
        <Fact name={t("integrations.platform")}>{platform ? t(platform.called) : one.platform}</Fact>
        <Fact name={t("integrations.account")}>
          <bdi>{one.account}</bdi>
        </Fact>
        <Fact name={t("integrations.since")}>
          <DateTime at={one.created_at} as="date" />
        </Fact>
      </dl>
      {may && isThere(one) && <ByHand id={one.id} />}
      {may && isThere(one) && <Deeds of={one} platform={platform} />}
      {may && <Deliveries of={one} />}
    </div>
  );
}

/** What one puts into the pages of the provider, where it is told by hand. */
function ByHand({ id }: { id: string }) {
  const t = useText();
  const { row } = useOne(oneIntegration(useBusinessId(), id));
  if (!row?.webhook_url) return null;
  return (
    <section className="flex flex-col gap-2">
      <p className="text-dense text-soft">{t("integrations.by_hand")}</p>
      <Code text={row.webhook_url} label={t("integrations.by_hand.url")} />
      {row.verify_token && <Code text={row.verify_token} label={t("integrations.by_hand.token")} />}
    </section>
  );
}

function Deeds({ of: one, platform }: { of: Integration; platform: Platform | undefined }) {
  const t = useText();
  const test = useCommand(testIntegration);
  const end = useCommand(endIntegration);
  const [renewing, setRenewing] = useState(one.status === "unauthorised");
  const [ending, setEnding] = useState(false);
  return (
    <>
      {platform && renewing && <Renew of={one} platform={platform} onDone={() => setRenewing(false)} />}
      <footer className="flex flex-wrap gap-2 border-t border-line pt-4">
        <Button
          icon={Activity}
          working={test.working}
          onClick={() => void test.run({ path: { id: one.id }, body: undefined })}
        >
          {t("integrations.test")}
        </Button>
        <PauseButton of={one} />
        {platform && !renewing && (
          <Button icon={KeyRound} onClick={() => setRenewing(true)}>
            {t("integrations.renew")}
          </Button>
        )}
        <Button icon={Unplug} onClick={() => setEnding(true)}>
          {t("integrations.end")}
        </Button>
      </footer>
      <Confirm
        open={ending}
        onOpenChange={setEnding}
        title={t("integrations.end.title", { name: one.name })}
        text={t("integrations.end.text")}
        deed={t("integrations.end")}
        working={end.working}
        onConfirm={() =>
          void end.run({ path: { id: one.id }, body: undefined }).then((done) => done && setEnding(false))
        }
      />
    </>
  );
}

/** What is to go out waits meanwhile; what comes in is heard. */
function PauseButton({ of: { id, paused } }: { of: Integration }) {
  const t = useText();
  const { run, working } = useCommand(changeIntegration);
  return (
    <Button
      icon={paused ? Play : Pause}
      working={working}
      onClick={() => void run({ path: { id }, body: { paused: !paused } })}
    >
      {t(paused ? "integrations.resume" : "integrations.pause")}
    </Button>
  );
}

function Renew({ of: one, platform, onDone }: { of: Integration; platform: Platform; onDone: () => void }) {
  const t = useText();
  const textOf = useProblemText();
  const { run, working } = useCommand(changeIntegration);
  const [given, setGiven] = useState<Given>({});
  const [problem, setProblem] = useState<Problem>();
  const atField = platform.wants.some(({ field }) => problem?.about(`/${field}`));

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (working) return;
    setProblem(undefined);
    if (await run({ path: { id: one.id }, body: given }, { refused: setProblem })) onDone();
  }
  return (
    <form onSubmit={submit} noValidate aria-label={t("integrations.renew")} className="flex flex-col gap-2">
      <CredentialFields of={platform} given={given} onChange={setGiven} problem={problem} />
      {problem && !atField && <Banner tone="red">{textOf(problem)}</Banner>}
      <footer className="flex justify-end gap-2">
        <Button onClick={onDone}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" disabled={!isWhole(platform, given)} working={working}>
          {t("integrations.renew.action")}
        </Button>
      </footer>
    </form>
  );
}
