import { useState } from "react";
import { answer, api } from "@/api/client";
import { makePasskey } from "@/api/passkeys";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useForm } from "@/features/sign_in/use_form";
import { useText } from "@/i18n/i18n_provider";
import { useRenewed } from "./use_renewed";

export function PasskeyForm({ onDone }: { onDone: (codes: readonly string[] | undefined) => void }) {
  const t = useText();
  const renewed = useRenewed();
  const [none, setNone] = useState(false);
  const form = useForm<"name">(async ({ name }) => {
    setNone(false);
    const made = await makePasskey(await answer(api.POST("/auth/passkeys/challenge")));
    if (!made) return setNone(true);
    const { recovery_codes } = await answer(api.POST("/auth/passkeys", { body: { name, ...made } }));
    await renewed();
    onDone(recovery_codes ?? undefined);
  });
  return (
    <form onSubmit={form.submit} noValidate className="flex flex-col gap-1">
      <Field
        label={t("second_factor.passkeys.name")}
        hint={t("second_factor.passkeys.name.hint")}
        error={form.about("name")}
      >
        <TextInput
          name="name"
          defaultValue={t("second_factor.passkeys.name.usual")}
          required
          maxLength={100}
          autoFocus
          className="min-h-10"
        />
      </Field>
      {none && <Banner tone="amber">{t("second_factor.passkeys.not_made")}</Banner>}
      {form.text && <Banner tone="red">{form.text}</Banner>}
      <footer className="flex justify-end gap-2 pt-2">
        <Button onClick={() => onDone(undefined)}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" working={form.working}>
          {t("second_factor.passkeys.add")}
        </Button>
      </footer>
    </form>
  );
}
