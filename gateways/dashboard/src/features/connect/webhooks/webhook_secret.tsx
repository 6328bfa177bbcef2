import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy_button";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { Code } from "@/features/identity/settings/code";
import { useText } from "@/i18n/i18n_provider";

/** A secret that has just been made, as nobody sees it again. None: the server cannot say it a second time. */
export function WebhookSecret({ text, onDone }: { text: string | undefined; onDone: () => void }) {
  const t = useText();
  return (
    <div className="flex flex-col gap-3">
      {text === undefined ? (
        <Banner tone="amber">{t("webhooks.secret.unknown")}</Banner>
      ) : (
        <>
          <Field label={t("webhooks.secret")} hint={t("webhooks.secret.hint")}>
            <TextInput
              readOnly
              autoFocus
              value={text}
              dir="ltr"
              spellCheck={false}
              onFocus={({ target }) => target.select()}
              className="min-h-10 font-mono text-meta!"
              trail={<CopyButton text={text} label={t("common.copy", { text: t("webhooks.secret") })} />}
            />
          </Field>
          <div className="flex flex-col gap-1">
            <p className="text-dense text-soft">{t("webhooks.secret.check")}</p>
            <Code text="new Webhook(secret).verify(body, headers)" label={t("webhooks.secret.check.name")} />
          </div>
        </>
      )}
      <footer className="flex justify-end pt-2">
        <Button kind="primary" onClick={onDone}>
          {t("webhooks.secret.done")}
        </Button>
      </footer>
    </div>
  );
}
