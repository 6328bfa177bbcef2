import { useQuery } from "@tanstack/react-query";
import { useMay } from "@/api/me_context";
import { providersQuery } from "@/api/providers";
import type { Business } from "@/api/types";
import { Banner } from "@/components/banner";
import { Switch } from "@/components/switch";
import { SettingsForm } from "@/features/identity/hours/settings_form";
import { type Settings, useSettingsEdit } from "@/features/identity/hours/use_settings_edit";
import type { Key } from "@/i18n/catalogue";
import { useText } from "@/i18n/i18n_provider";

const wrong: Readonly<Record<string, Extract<Key, "providers.policy.shut_out" | "providers.policy.nobody">>> = {
  "business.own_sign_in_first": "providers.policy.shut_out",
  "business.sign_in_invalid": "providers.policy.nobody",
};

/** By which ways of signing in members get in here. */
export function SignInPolicy({ business }: { business: Business }) {
  const t = useText();
  const mayEdit = useMay("settings_edit");
  const { data: offered = [] } = useQuery(providersQuery);
  const edit = useSettingsEdit<Settings["sign_in"]>(
    business,
    ({ sign_in }) => sign_in,
    (sign_in) => ({ sign_in }),
  );
  const { password, providers } = edit.fields;
  const said = wrong[edit.problem?.rule ?? ""];
  const all = offered.map(({ name }) => name);
  /** Each that there is, also those that come later: null. */
  function allow(name: string, allowed: boolean) {
    const now = providers ?? all;
    const next = allowed ? [...now, name] : now.filter((one) => one !== name);
    edit.set("providers", all.every((one) => next.includes(one)) ? null : next);
  }
  return (
    <SettingsForm label={t("providers.policy")} edit={edit} mayEdit={mayEdit} told={Boolean(said)}>
      <Switch
        label={t("providers.policy.password")}
        checked={password}
        disabled={!mayEdit}
        onChange={(next) => edit.set("password", next)}
      />
      {offered.map(({ name, title }) => (
        <Switch
          key={name}
          label={title}
          checked={!providers || providers.includes(name)}
          disabled={!mayEdit}
          onChange={(next) => allow(name, next)}
        />
      ))}
      {said && <Banner tone="red">{t(said)}</Banner>}
    </SettingsForm>
  );
}
