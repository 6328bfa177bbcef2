import { rights as english } from "@/i18n/en/rights";
import { useText } from "@/i18n/i18n_provider";
import { isRole, type Right } from "./rights";
import { useRoleName } from "./role_name";

const known = (key: string): key is keyof typeof english => key in english;

/** What built-in roles, rights and their groups are called: in our words where we have some, else in the server's. */
export function useRightText() {
  const t = useText();
  return {
    role: useRoleName(),
    roleIs: (name: string) => (isRole(name) ? t(`role.${name}.is`) : undefined),
    right({ name, allows }: Right) {
      const key = `right.${name}`;
      return known(key) ? t(key) : allows;
    },
    group(name: string) {
      const key = `right.group.${name}`;
      return known(key) ? t(key) : name;
    },
  };
}
