import { useQueryClient } from "@tanstack/react-query";
import { BusinessIdProvider } from "@/api/business_context";
import { noBusiness } from "@/api/positions";
import type { Problem } from "@/api/problem";
import type { Account } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { oneOptions, useOne } from "@/lists/use_one";
import { renameAccount } from "./commands";
import { EmailAddress } from "./email_address";
import { Group } from "./group";
import { Missing } from "./missing";
import { NameForm } from "./name_form";
import { Preferences } from "./preferences";
import { oneAccount } from "./queries";

/** Who I am, and how this browser shows things to me. */
export function MePage() {
  const t = useText();
  useTitle(t("settings.to.me"));
  return (
    <>
      <h1 className="text-head font-semibold">{t("settings.to.me")}</h1>
      <BusinessIdProvider value={noBusiness}>
        <Profile />
      </BusinessIdProvider>
      <Preferences />
    </>
  );
}

function Profile() {
  const t = useText();
  const account = useOne(oneAccount);
  return (
    <>
      <Group title={t("settings.profile")} text={t("settings.profile.text")}>
        {account.row ? <ProfileForm account={account.row} /> : <Missing {...account} />}
      </Group>
      {account.row && (
        <Group title={t("account.email")} text={t("account.email.text")}>
          <EmailAddress account={account.row} />
        </Group>
      )}
    </>
  );
}

function ProfileForm({ account }: { account: Account }) {
  const t = useText();
  const client = useQueryClient();
  const { run } = useCommand(renameAccount);
  const fieldsOf = ({ name }: Account) => ({ name: name ?? "" });
  return (
    <NameForm
      label={t("sign_in.name")}
      hint={t("settings.name.hint")}
      autoComplete="name"
      theirs={fieldsOf(account)}
      version={account.version}
      send={async ({ name = "" }, version) => {
        let refused: Problem | undefined;
        await run({ path: {}, body: { name }, version }, { refused: (problem) => (refused = problem) });
        return refused;
      }}
      look={async () => {
        const now = await client.fetchQuery({ ...oneOptions(oneAccount), staleTime: 0 });
        return { theirs: fieldsOf(now), version: now.version };
      }}
      wrong={(problem) => (problem.rule === "account.name_invalid" ? t("settings.name.wrong") : problem.about("/name"))}
    />
  );
}
