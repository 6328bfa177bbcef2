import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import { useCommand } from "@/commands/use_command";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { DateTime } from "@/components/date_time";
import { Field } from "@/components/field";
import { Segmented } from "@/components/segmented";
import { TextInput } from "@/components/text_input";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { recordConsent } from "../commands";
import { type Consent, consentList } from "../queries";
import { Rows, Told } from "../settings/rows";

/** What the customer has agreed to, or has taken back, the newest first: what was is kept. */
export function Consents({ customer }: { customer: string }) {
  const t = useText();
  const list = useList(consentList(useBusinessId(), customer));
  const mayEdit = useMay("customers_edit");
  const [recording, setRecording] = useState(false);
  return (
    <section aria-label={t("privacy.consents")} className="flex flex-col gap-2">
      <div className="flex min-h-8 items-center justify-between gap-3">
        <h3 className="text-dense font-medium">{t("privacy.consents")}</h3>
        {mayEdit && !recording && <Button onClick={() => setRecording(true)}>{t("privacy.consent.record")}</Button>}
      </div>
      {recording && <RecordConsent customer={customer} known={list.rows} onDone={() => setRecording(false)} />}
      <Rows label={t("privacy.consents")} list={list} none={t("privacy.consents.none")}>
        {(consent) => (
          <>
            <Told
              beneath={
                <>
                  <DateTime at={consent.recorded_at} /> · <span dir="auto">{consent.source}</span> ·{" "}
                  {consent.member_name ?? t("history.who.left")}
                </>
              }
            >
              <span dir="auto">{consent.purpose}</span>
            </Told>
            <Badge tone={consent.granted ? "green" : "neutral"}>
              {t(consent.granted ? "privacy.consent.granted" : "privacy.consent.withdrawn")}
            </Badge>
          </>
        )}
      </Rows>
    </section>
  );
}

interface RecordProps {
  customer: string;
  known: readonly Consent[];
  onDone: () => void;
}

function RecordConsent({ customer, known, onDone }: RecordProps) {
  const t = useText();
  const client = useQueryClient();
  const business = useBusinessId();
  const toast = useToast();
  const { run, working } = useCommand(recordConsent);
  const [purpose, setPurpose] = useState("");
  const [source, setSource] = useState("");
  const [granted, setGranted] = useState<"yes" | "no">("yes");
  const ready = purpose.trim() !== "" && source.trim() !== "";

  async function submit(event: FormEvent) {
    event.preventDefault();
    const body = { customer_id: customer, purpose: purpose.trim(), source: source.trim(), granted: granted === "yes" };
    if (!ready || !(await run({ path: {}, body }))) return;
    toast({ text: t("settings.saved"), tone: "green" });
    onDone();
    await client.invalidateQueries({ queryKey: consentList(business, customer).key });
  }

  return (
    <form
      onSubmit={submit}
      aria-label={t("privacy.consent.record")}
      className="flex flex-col gap-3 rounded-control border border-line p-3"
    >
      <Field label={t("privacy.consent.purpose")} hint={t("privacy.consent.purpose.hint")}>
        <TextInput
          dir="auto"
          autoFocus
          maxLength={100}
          list="consent-purposes"
          value={purpose}
          onChange={({ target }) => setPurpose(target.value)}
        />
      </Field>
      <datalist id="consent-purposes">
        {[...new Set(known.map((one) => one.purpose))].map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <span>
        <Segmented
          label={t("privacy.consent.state")}
          value={granted}
          onChange={(value: "yes" | "no") => setGranted(value)}
          options={[
            { value: "yes", label: t("privacy.consent.granted") },
            { value: "no", label: t("privacy.consent.withdrawn") },
          ]}
        />
      </span>
      <Field label={t("privacy.consent.source")} hint={t("privacy.consent.source.hint")}>
        <TextInput dir="auto" maxLength={255} value={source} onChange={({ target }) => setSource(target.value)} />
      </Field>
      <footer className="flex justify-end gap-2">
        <Button onClick={onDone}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" disabled={!ready} working={working}>
          {t("common.save")}
        </Button>
      </footer>
    </form>
  );
}
