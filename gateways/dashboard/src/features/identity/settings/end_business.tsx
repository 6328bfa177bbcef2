import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { businessesQuery } from "@/api/account";
import type { Business } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Confirm } from "@/components/confirm";
import { dateText } from "@/components/times";
import { useToast } from "@/components/toast";
import { useI18n, useText } from "@/i18n/i18n_provider";
import { closeBusiness, deleteBusiness, reopenBusiness } from "./commands";

type End = "close" | "delete";
const ends: readonly End[] = ["close", "delete"];

/** An owner closes the business, deletes it with a grace, or opens it again. */
export function EndBusiness({ business }: { business: Business }) {
  const t = useText();
  const [asked, setAsked] = useState<End>();
  const { done, working } = useEnding(business);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-col divide-y divide-line rounded-control border border-line">
        {ends
          .filter((end) => (end === "close" ? !business.closed_at : !business.ends_at))
          .map((end) => (
            <div key={end} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-3 py-3">
              <p className="min-w-0 flex-1 basis-60 text-dense text-soft">{t(`settings.${end}.short`)}</p>
              <Button onClick={() => setAsked(end)}>{t(`settings.${end}`)}</Button>
            </div>
          ))}
      </div>
      {ends.map((end) => (
        <Confirm
          key={end}
          open={asked === end}
          onOpenChange={(open) => open || setAsked(undefined)}
          title={t(`settings.${end}.title`, { business: business.name })}
          text={t(`settings.${end}.text`)}
          deed={t(`settings.${end}`)}
          {...(end === "delete" && {
            typed: { name: business.name, label: t("settings.delete.type", { business: business.name }) },
          })}
          working={working}
          onConfirm={async () => {
            if (await done(end)) setAsked(undefined);
          }}
        />
      ))}
    </div>
  );
}

/** Since nothing else can be done there. */
export function ClosedBanner({ business }: { business: Business }) {
  const t = useText();
  const formats = useI18n();
  const { done, working } = useEnding(business);
  return (
    <Banner tone="amber">
      <span className="flex flex-wrap items-center gap-3">
        {business.ends_at
          ? t("settings.closed.until", { date: dateText(Date.parse(business.ends_at), Date.now(), formats) })
          : t("settings.closed")}
        <Button working={working} onClick={() => void done("reopen")}>
          {t("settings.reopen")}
        </Button>
      </span>
    </Banner>
  );
}

function useEnding(business: Business) {
  const t = useText();
  const toast = useToast();
  const client = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const close = useCommand(closeBusiness);
  const remove = useCommand(deleteBusiness);
  const reopen = useCommand(reopenBusiness);
  const path = { business_id: business.id };
  async function done(what: End | "reopen") {
    const { run } = what === "close" ? close : what === "delete" ? remove : reopen;
    if (!(await run({ path, body: undefined }))) return false;
    await client.invalidateQueries({ queryKey: businessesQuery.queryKey });
    await client.invalidateQueries({ queryKey: [business.id] });
    void router.invalidate();
    void navigate({ to: "/b/$business/settings/business", params: { business: business.slug } });
    toast({ text: t(`settings.${what}.done`) });
    return true;
  }
  return { done, working: close.working || remove.working || reopen.working };
}
