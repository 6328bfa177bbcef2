import { Link } from "@tanstack/react-router";
import type { Business } from "@/api/types";
import { Banner } from "@/components/banner";
import { Switch } from "@/components/switch";
import { SettingsForm } from "@/features/identity/hours/settings_form";
import { useSettingsEdit } from "@/features/identity/hours/use_settings_edit";
import { useText } from "@/i18n/i18n_provider";

/** Whether members need a second factor. Who asks it of others has one. */
export function MfaForm({ business, mayEdit }: { business: Business; mayEdit: boolean }) {
  const t = useText();
  const edit = useSettingsEdit(
    business,
    ({ require_mfa }) => ({ require_mfa }),
    (patch) => patch,
  );
  const ownFirst = edit.problem?.rule === "business.own_factor_first";
  return (
    <SettingsForm label={t("second_factor.of_all")} edit={edit} mayEdit={mayEdit} told={ownFirst}>
      <Switch
        label={t("second_factor.of_all.require")}
        hint={t("second_factor.of_all.hint")}
        checked={edit.fields.require_mfa}
        disabled={!mayEdit}
        onChange={(next) => edit.set("require_mfa", next)}
      />
      {ownFirst && (
        <Banner tone="red">
          {t("second_factor.of_all.own_first")}{" "}
          <Link
            from="/b/$business"
            to="/b/$business/settings/security"
            className="font-medium underline underline-offset-2"
          >
            {t("second_factor.of_all.to_own")}
          </Link>
        </Banner>
      )}
    </SettingsForm>
  );
}
