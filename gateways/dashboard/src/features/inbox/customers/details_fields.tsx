import type { Problem } from "@/api/problem";
import type { Customer } from "@/api/types";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { type Translate, useText } from "@/i18n/i18n_provider";

/** What of a customer is written by hand; empty: nothing is known. */
export type Details = Record<"name" | "email" | "phone", string>;

export const none: Details = { name: "", email: "", phone: "" };

export function detailsOf({ name, email, phone }: Customer): Details {
  return { name: name ?? "", email: email ?? "", phone: phone ?? "" };
}

/** As the server takes them: null where there is none. */
export function sentOf(details: Partial<Details>): Partial<Record<keyof Details, string | null>> {
  return Object.fromEntries(Object.entries(details).map(([name, text]) => [name, text.trim() || null]));
}

const longest = { name: 255, email: 254, phone: 50 };
const keyboards = { name: "text", email: "email", phone: "tel" } as const;

export function DetailsFields({
  details,
  onChange,
  problem,
}: {
  details: Details;
  onChange: (name: keyof Details, text: string) => void;
  problem: Problem | undefined;
}) {
  const t = useText();
  return (["name", "email", "phone"] as const).map((name) => (
    <Field key={name} label={t(`customers.${name}`)} error={wrong(problem, name, t)}>
      <TextInput
        inputMode={keyboards[name]}
        dir={name === "name" ? "auto" : "ltr"}
        autoComplete="off"
        maxLength={longest[name]}
        autoFocus={name === "name"}
        value={details[name]}
        onChange={({ target }) => onChange(name, target.value)}
        className="min-h-10"
      />
    </Field>
  ));
}

/** What is wrong with a field, in our words; else in the server's. */
function wrong(problem: Problem | undefined, name: keyof Details, t: Translate) {
  if (problem?.rule === `customer.${name}_invalid`) return t(`customers.${name}.invalid`);
  return problem?.about(`/${name}`);
}
