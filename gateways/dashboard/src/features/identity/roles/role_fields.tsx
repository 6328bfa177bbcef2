import type { ReactNode } from "react";
import type { Problem } from "@/api/problem";
import { Banner } from "@/components/banner";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { ScopeBoxes } from "@/features/identity/api_keys/scope_boxes";
import { useText } from "@/i18n/i18n_provider";
import { useRoleProblemText } from "./role_problem";

const about_name = ["role.name_invalid", "role.name_taken"];

export interface RoleFieldsProps {
  name: string;
  onName: (name: string) => void;
  permissions: readonly string[];
  onPermissions: (permissions: string[]) => void;
  /** What can be given: nobody gives more than they have. */
  own: readonly string[];
  disabled?: boolean;
  problem: Problem | undefined;
  /** Before the buttons, in sight wherever one has scrolled to. */
  before?: ReactNode;
  buttons: ReactNode;
}

/** What a role is called, and what it may do, by area. */
export function RoleFields(props: RoleFieldsProps) {
  const t = useText();
  const textOf = useRoleProblemText();
  const { problem, permissions, disabled = false } = props;
  const aboutName = problem && (about_name.includes(problem.rule) ? textOf(problem) : problem.about("/name"));
  return (
    <>
      <Field label={t("roles.name")} hint={t("roles.name.hint")} error={aboutName}>
        <TextInput
          value={props.name}
          onChange={({ target }) => props.onName(target.value)}
          dir="auto"
          autoComplete="off"
          maxLength={100}
          disabled={disabled}
          autoFocus
          className="min-h-10"
        />
      </Field>
      <p className="text-dense font-medium">{t("roles.rights")}</p>
      <ScopeBoxes
        own={disabled ? [] : props.own}
        scopes={new Set(permissions)}
        onChange={(scopes) => props.onPermissions([...scopes].sort())}
      />
      <footer className="sticky -bottom-4 -mx-5 -mb-5 flex flex-col gap-3 rounded-b-panel border-t border-line bg-raised px-5 py-3">
        {props.before}
        {problem && !aboutName && <Banner tone="red">{textOf(problem)}</Banner>}
        <div className="flex flex-wrap items-center justify-end gap-2">
          <span className="mr-auto text-dense text-faint" aria-live="polite">
            {t("keys.rights", { count: permissions.length })}
          </span>
          {props.buttons}
        </div>
      </footer>
    </>
  );
}
