import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy_button";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { Code } from "@/features/identity/settings/code";
import { useText } from "@/i18n/i18n_provider";
import { curlLine } from "./curl";

/** A key that has just been made, as nobody sees it again. */
export interface Secret {
  /** None: the server has another master key by now, and cannot say it a second time. */
  text: string | undefined;
  scopes: readonly string[];
}

export function KeySecret({ of: { text, scopes }, onDone }: { of: Secret; onDone: () => void }) {
  const t = useText();
  return (
    <div className="flex flex-col gap-3">
      {text === undefined ? (
        <Banner tone="amber">{t("keys.secret.unknown")}</Banner>
      ) : (
        <>
          <Field label={t("keys.secret")} hint={t("keys.secret.hint")}>
            <TextInput
              readOnly
              autoFocus
              value={text}
              dir="ltr"
              spellCheck={false}
              onFocus={({ target }) => target.select()}
              className="min-h-10 font-mono text-meta!"
              trail={<CopyButton text={text} label={t("common.copy", { text: t("keys.secret") })} />}
            />
          </Field>
          <div className="flex flex-col gap-1">
            <p className="text-dense text-soft">{t("keys.example")}</p>
            <Code text={curlLine(location.origin, text, scopes)} label={t("keys.example.name")} />
          </div>
        </>
      )}
      <footer className="flex justify-end pt-2">
        <Button kind="primary" onClick={onDone}>
          {t("keys.secret.done")}
        </Button>
      </footer>
    </div>
  );
}
