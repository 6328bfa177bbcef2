import { roleNames as english } from "@/i18n/en/role_names";
import { useText } from "@/i18n/i18n_provider";

const known = (key: string): key is keyof typeof english => key in english;

/** What a built-in role is called; another one by what it was given. Apart from what roles may do, which only few screens say. */
export function useRoleName() {
  const t = useText();
  return (role: string) => {
    const key = `role.${role}`;
    return known(key) ? t(key) : role;
  };
}
