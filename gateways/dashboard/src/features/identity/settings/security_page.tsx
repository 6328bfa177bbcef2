import { BusinessIdProvider } from "@/api/business_context";
import { noBusiness } from "@/api/positions";
import { Identities } from "@/features/identity/identities/identities";
import { SecondFactor } from "@/features/identity/second_factor/second_factor";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useOne } from "@/lists/use_one";
import { EndAccount } from "./end_account";
import { Group } from "./group";
import { PasswordForm } from "./password_form";
import { oneAccount } from "./queries";
import { SessionList } from "./session_list";

export function SecurityPage() {
  const t = useText();
  const { row: account } = useOne(oneAccount);
  useTitle(t("settings.to.security"));
  return (
    <>
      <h1 className="text-head font-semibold">{t("settings.to.security")}</h1>
      <Group title={t("settings.password")} text={t("settings.password.text")}>
        <PasswordForm />
      </Group>
      <Group title={t("second_factor.group")} text={t("second_factor.group.text")}>
        <BusinessIdProvider value={noBusiness}>
          <SecondFactor />
        </BusinessIdProvider>
      </Group>
      <Group title={t("providers.group")} text={t("providers.group.text")}>
        <BusinessIdProvider value={noBusiness}>
          <Identities />
        </BusinessIdProvider>
      </Group>
      <Group title={t("settings.sessions")} text={t("settings.sessions.text")}>
        <BusinessIdProvider value={noBusiness}>
          <SessionList />
        </BusinessIdProvider>
      </Group>
      {account && (
        <Group title={t("account.end")} text={t("account.end.text")}>
          <EndAccount account={account} />
        </Group>
      )}
    </>
  );
}
