import { KeyRound } from "lucide-react";
import { useState } from "react";
import { type SignedChallenge, signWithPasskey } from "@/api/passkeys";
import type { components } from "@/api/schema";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";
import { useForm } from "../use_form";

export type Method = "totp" | "passkey" | "recovery_code";
export type Factor = { code: string } | { recovery_code: string } | { passkey: SignedChallenge };

const order: readonly Method[] = ["passkey", "totp", "recovery_code"];

export interface FactorFormProps {
  /** What the account has; the others are not offered. */
  methods: readonly string[];
  challenge: () => Promise<components["schemas"]["passkey_challenge"]>;
  /** What it throws is said. */
  send: (shown: Factor) => Promise<unknown>;
}

/** Shows a second factor: the handiest first, another one for who has it not at hand. */
export function FactorForm({ methods, challenge, send }: FactorFormProps) {
  const t = useText();
  const has = order.filter((method) => methods.includes(method));
  const [method, setMethod] = useState<Method>(has[0] ?? "recovery_code");
  const form = useForm<"code">(async ({ code }) => {
    if (method === "totp") return send({ code });
    if (method === "recovery_code") return send({ recovery_code: code });
    const passkey = await signWithPasskey(await challenge());
    return passkey && send({ passkey });
  });
  const wrong = form.problem?.rule === "auth.second_factor_wrong" ? t("second_factor.wrong") : undefined;
  return (
    <form onSubmit={form.submit} noValidate className="flex flex-col gap-1">
      {method === "passkey" ? (
        <p className="pb-3 text-body text-soft">{t("second_factor.passkey.text")}</p>
      ) : (
        <Field
          key={method}
          label={t(`second_factor.${method}`)}
          hint={t(`second_factor.${method}.hint`)}
          error={wrong ?? form.about("code")}
        >
          <TextInput
            name="code"
            inputMode={method === "totp" ? "numeric" : "text"}
            autoComplete={method === "totp" ? "one-time-code" : "off"}
            required
            autoFocus
            maxLength={100}
            className="min-h-10 font-mono"
          />
        </Field>
      )}
      {form.text && (!wrong || method === "passkey") && <Banner tone="red">{wrong ?? form.text}</Banner>}
      <Button
        type="submit"
        kind="primary"
        size="large"
        working={form.working}
        {...(method === "passkey" ? { icon: KeyRound, autoFocus: true } : {})}
      >
        {t(method === "passkey" ? "second_factor.passkey.use" : "second_factor.go_on")}
      </Button>
      <div className="flex flex-wrap gap-x-4 pt-2">
        {has
          .filter((other) => other !== method)
          .map((other) => (
            <button
              key={other}
              type="button"
              onClick={() => setMethod(other)}
              className="min-h-8 text-dense text-accent-ink hover:underline"
            >
              {t(`second_factor.${other}.instead`)}
            </button>
          ))}
      </div>
    </form>
  );
}
