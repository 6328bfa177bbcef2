import type { Account } from "@/api/types";
import { Field } from "@/components/field";
import { PasswordInput } from "@/components/password_input";
import { useText } from "@/i18n/i18n_provider";

/** Asked for before what nobody should do who only sits at this device; `name` is that of the form. */
export function OwnPassword({
  account,
  name = "password",
  label,
  error,
}: {
  account: Account | null | undefined;
  name?: string;
  label?: string;
  error: string | undefined;
}) {
  const t = useText();
  return (
    <>
      {/* So that what keeps passwords knows whose it is. */}
      <input name="username" type="text" autoComplete="username" readOnly hidden value={account?.email ?? ""} />
      <Field label={label ?? t("account.own_password")} error={error}>
        <PasswordInput name={name} autoComplete="current-password" required maxLength={200} className="min-h-10" />
      </Field>
    </>
  );
}
