import type { Problem } from "@/api/problem";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";
import type { Platform } from "./platforms";

export type Given = Partial<Record<Platform["wants"][number]["field"], string>>;

/** What a platform wants to be connected with. Nobody sees it again, so nobody is shown it while it is typed over a shoulder either. */
export function CredentialFields({
  of: platform,
  given,
  onChange,
  problem,
}: {
  of: Platform;
  given: Given;
  onChange: (given: Given) => void;
  problem: Problem | undefined;
}) {
  const t = useText();
  return platform.wants.map(({ field, label, hint, looksLike, open }) => (
    <Field key={field} label={t(label)} {...(hint ? { hint: t(hint) } : {})} error={problem?.about(`/${field}`)}>
      <TextInput
        type={open ? "text" : "password"}
        value={given[field] ?? ""}
        onChange={({ target }) => onChange({ ...given, [field]: target.value.trim() })}
        placeholder={looksLike}
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
        className="min-h-10 font-mono"
      />
    </Field>
  ));
}

export function isWhole(platform: Platform, given: Given) {
  return platform.wants.every(({ field }) => given[field]);
}
