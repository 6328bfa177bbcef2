import { Problem } from "@/api/problem";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";

const known = ["beyond_own", "in_use", "name_invalid", "name_taken", "too_many"] as const;

/** What is refused of a role, in words that come with the page of them. */
export function useRoleProblemText() {
  const t = useText();
  const textOf = useProblemText();
  return (error: unknown) => {
    const rule = error instanceof Problem ? known.find((name) => error.rule === `role.${name}`) : undefined;
    return rule ? t(`roles.wrong.${rule}`) : textOf(error);
  };
}
