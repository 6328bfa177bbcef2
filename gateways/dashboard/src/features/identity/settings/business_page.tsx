import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { businessesQuery } from "@/api/account";
import { useBusinessId } from "@/api/business_context";
import { useMay, useMe } from "@/api/me_context";
import type { Business } from "@/api/types";
import { CopyButton } from "@/components/copy_button";
import { DateTime } from "@/components/date_time";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useOne } from "@/lists/use_one";
import { ClosedBanner, EndBusiness } from "./end_business";
import { Group } from "./group";
import { MfaForm } from "./mfa_form";
import { Missing } from "./missing";
import { NameForm } from "./name_form";
import { oneBusiness } from "./queries";
import { SignInPolicy } from "./sign_in_policy";
import { useChangeBusiness } from "./use_change_business";

export function BusinessPage() {
  const t = useText();
  const business = useOne(oneBusiness(useBusinessId()));
  const owner = useMe().role === "owner";
  const mayEdit = useMay("settings_edit");
  useTitle(t("settings.to.business"));
  return (
    <>
      <h1 className="text-head font-semibold">{t("settings.to.business")}</h1>
      {business.row?.closed_at && <ClosedBanner business={business.row} />}
      <Group title={t("settings.business.name")} text={t("settings.business.text")}>
        {business.row ? <BusinessForm business={business.row} /> : <Missing {...business} />}
      </Group>
      {business.row && (
        <Group title={t("second_factor.of_all")} text={t("second_factor.of_all.text")}>
          <MfaForm business={business.row} mayEdit={mayEdit} />
        </Group>
      )}
      {business.row && (
        <Group title={t("settings.business.facts")}>
          <BusinessFacts business={business.row} />
        </Group>
      )}
      {business.row && (
        <Group title={t("providers.policy")} text={t("providers.policy.text")}>
          <SignInPolicy business={business.row} />
        </Group>
      )}
      {business.row && owner && (
        <Group title={t("settings.end")} text={t("settings.end.text")}>
          <EndBusiness business={business.row} />
        </Group>
      )}
    </>
  );
}

function BusinessForm({ business }: { business: Business }) {
  const t = useText();
  const client = useQueryClient();
  const router = useRouter();
  const mayEdit = useMay("settings_edit");
  const { change, look } = useChangeBusiness(business.id);
  const fieldsOf = ({ name }: Business) => ({ name });
  return (
    <NameForm
      label={t("sign_in.business.name")}
      hint={t(mayEdit ? "settings.business.name.hint" : "settings.business.read_only")}
      autoComplete="organization"
      disabled={!mayEdit}
      theirs={fieldsOf(business)}
      version={business.version}
      send={async (patch, version) => {
        const refused = await change(patch, version);
        if (refused) return refused;
        await client.invalidateQueries({ queryKey: businessesQuery.queryKey });
        void router.invalidate(); // its name stands in the frame of every screen
        return undefined;
      }}
      look={async () => {
        const now = await look();
        return { theirs: fieldsOf(now), version: now.version };
      }}
      wrong={(problem) =>
        problem.rule === "business.name_invalid" ? t("settings.name.wrong") : problem.about("/name")
      }
    />
  );
}

function BusinessFacts({ business }: { business: Business }) {
  const t = useText();
  const address = `${location.origin}/app/b/${business.slug}`;
  return (
    <dl className="flex flex-col text-dense">
      <Fact name={t("settings.business.address")} copy={address}>
        {address}
      </Fact>
      <Fact name={t("settings.business.id")} copy={business.id}>
        <span className="font-mono text-meta">{business.id}</span>
      </Fact>
      <Fact name={t("settings.business.since")}>
        <DateTime at={business.created_at} as="date" />
      </Fact>
    </dl>
  );
}

function Fact({ name, copy, children }: { name: string; copy?: string; children: ReactNode }) {
  const t = useText();
  return (
    <div className="flex min-h-8 items-center gap-2">
      <dt className="w-24 shrink-0 text-faint">{name}</dt>
      <dd className="flex min-w-0 flex-1 items-center gap-1">
        <span className="min-w-0 flex-1 truncate">{children}</span>
        {copy && <CopyButton text={copy} label={t("common.copy", { text: name })} />}
      </dd>
    </div>
  );
}
