import type { Problem } from "@/api/problem";
import { Button } from "@/components/button";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";

export type NewCustomer = Record<"name" | "email" | "phone", string>;

const fields = [
  { detail: "name", type: "text", longest: 255 },
  { detail: "email", type: "email", longest: 254 },
  { detail: "phone", type: "tel", longest: 50 },
] as const;

export function NewCustomerFields({
  customer,
  onChange,
  onBack,
  problem,
  missing,
}: {
  customer: NewCustomer;
  onChange: (customer: NewCustomer) => void;
  /** To those who are known. */
  onBack: () => void;
  problem: Problem | undefined;
  /** It has been asked for without anything. */
  missing: boolean;
}) {
  const t = useText();
  const nothing = missing && !customer.name && !customer.email && !customer.phone;
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="flex w-full items-center justify-between text-dense font-medium text-soft">
        {t("new.customer.new")}
        <Button kind="quiet" onClick={onBack}>
          {t("new.customer.known")}
        </Button>
      </legend>
      {fields.map(({ detail, type, longest }, at) => {
        const error = problem?.about(`/${detail}`) ?? (nothing && at === 0 ? t("new.customer.nothing") : undefined);
        return (
          <Field key={detail} label={t(`beside.${detail}`)} {...(error ? { error } : {})}>
            <TextInput
              type={type}
              dir="auto"
              autoFocus={at === 0}
              autoComplete="off"
              maxLength={longest}
              value={customer[detail]}
              onChange={(event) => onChange({ ...customer, [detail]: event.target.value.trimStart() })}
            />
          </Field>
        );
      })}
    </fieldset>
  );
}
