import { Field } from "@/components/field";
import { Select } from "@/components/select";
import { useRoles } from "@/features/identity/roles/use_roles";
import { useText } from "@/i18n/i18n_provider";
import { useRightText } from "./right_text";
import { type Access, isRole, mayGive, roles } from "./rights";

/** A role, built in or made here, with what it means; those above one's own cannot be given. */
export function RoleField({
  value: role,
  me,
  onChange,
  error,
}: {
  value: string;
  me: Access;
  onChange: (role: string) => void;
  error?: string | undefined;
}) {
  const t = useText();
  const text = useRightText();
  const { made, nameOf } = useRoles();
  const names: string[] = [...roles, ...made.map(({ id }) => id)];
  if (!names.includes(role)) names.unshift(role);
  return (
    <Field label={t("team.role")} hint={isRole(role) ? text.roleIs(role) : t("team.role.made_here")} error={error}>
      <Select
        value={role}
        onChange={onChange}
        options={names.map((name) => ({ value: name, label: nameOf(name), disabled: !mayGive(name, me, made) }))}
      />
    </Field>
  );
}
