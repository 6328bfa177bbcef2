import { useState } from "react";
import type { Customer } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { Combobox } from "@/components/combobox";
import { Field } from "@/components/field";
import type { Option } from "@/components/option_list";
import { useText } from "@/i18n/i18n_provider";
import { useFoundCustomers } from "./found_customers";

/** One who is known, found by a part of the name or an address; or somebody new. */
export function CustomerField({
  customer,
  onPick,
  onCreate,
  missing,
}: {
  customer: Customer | undefined;
  onPick: (customer: Customer) => void;
  onCreate: ((words: string) => void) | undefined;
  missing: boolean;
}) {
  const t = useText();
  const [words, setWords] = useState("");
  const { customers, searching } = useFoundCustomers(words);
  const all = customer && !customers.some(({ id }) => id === customer.id) ? [customer, ...customers] : customers;
  const nameOf = ({ name, email, phone }: Customer) => name ?? email ?? phone ?? t("customers.nameless");
  const optionOf = (one: Customer): Option => {
    const detail = one.name ? (one.email ?? one.phone) : null;
    return {
      value: one.id,
      label: nameOf(one),
      mark: <Avatar name={nameOf(one)} id={one.id} size="small" />,
      ...(detail ? { detail } : {}),
    };
  };
  return (
    <Field label={t("new.customer")} required {...(missing ? { error: t("new.customer.missing") } : {})}>
      <Combobox
        label={t("new.customer")}
        placeholder={t("new.customer.find")}
        empty={t("new.customer.choose")}
        options={all.map(optionOf)}
        values={customer ? [customer.id] : []}
        onChange={([id]) => {
          const picked = all.find((one) => one.id === id);
          if (picked) onPick(picked);
        }}
        onSearch={setWords}
        searching={searching}
        {...(onCreate
          ? { onCreate: { label: (name: string) => t("new.customer.create", { name }), create: onCreate } }
          : {})}
      />
    </Field>
  );
}
