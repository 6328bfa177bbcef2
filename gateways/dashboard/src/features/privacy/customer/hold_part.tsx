import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { DateTime } from "@/components/date_time";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { placeHold } from "../commands";
import { type Hold, holdList } from "../queries";
import { useLift } from "../use_lift";

/** The hold that there is, and what lifts it; else what places one, with its reason. */
export function HoldPart({ customer, hold, loading }: { customer: string; hold: Hold | undefined; loading: boolean }) {
  const { lift, working } = useLift();
  const t = useText();
  if (loading) return null;
  if (!hold) return <PlaceHold customer={customer} />;
  return (
    <>
      <Banner tone="amber">
        <span dir="auto" className="block font-medium wrap-anywhere">
          {hold.reason}
        </span>
        <DateTime at={hold.placed_at} as="exact" /> · {hold.member_name ?? t("history.who.left")}
      </Banner>
      <Button className="self-start" working={working} onClick={() => void lift(hold.id)}>
        {t("privacy.hold.lift")}
      </Button>
    </>
  );
}

function PlaceHold({ customer }: { customer: string }) {
  const t = useText();
  const client = useQueryClient();
  const business = useBusinessId();
  const toast = useToast();
  const { run, working } = useCommand(placeHold);
  const [reason, setReason] = useState<string>();
  if (reason === undefined)
    return (
      <Button className="self-start" onClick={() => setReason("")}>
        {t("privacy.hold.place")}
      </Button>
    );

  async function submit(event: FormEvent) {
    event.preventDefault();
    const body = { customer_id: customer, reason: reason?.trim() ?? "" };
    if (!(await run({ path: {}, body }))) return;
    toast({ text: t("privacy.hold.placed") });
    setReason(undefined);
    await client.invalidateQueries({ queryKey: holdList(business).key });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Field label={t("privacy.hold.reason")} hint={t("privacy.hold.reason.hint")}>
        <TextInput
          dir="auto"
          autoFocus
          maxLength={500}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </Field>
      <footer className="flex justify-end gap-2">
        <Button onClick={() => setReason(undefined)}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" disabled={reason.trim() === ""} working={working}>
          {t("privacy.hold.place")}
        </Button>
      </footer>
    </form>
  );
}
