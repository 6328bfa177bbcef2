import { type FormEvent, useState } from "react";
import type { Problem } from "@/api/problem";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { connectPlatform } from "./commands";
import { CredentialFields, type Given, isWhole } from "./credential_fields";
import type { Platform } from "./platforms";

/** None: closed. */
export function Connect({ to: platform, onClose }: { to: Platform | undefined; onClose: () => void }) {
  const t = useText();
  const [last, setLast] = useState(platform);
  if (platform && last !== platform) setLast(platform); // stays while the dialog fades
  const shown = platform ?? last;
  return (
    <Dialog
      open={platform !== undefined}
      onOpenChange={(open) => open || onClose()}
      title={shown ? t("integrations.connect.title", { platform: t(shown.called) }) : ""}
      text={shown ? t(shown.how) : ""}
    >
      {platform && <ConnectForm to={platform} onDone={onClose} />}
    </Dialog>
  );
}

function ConnectForm({ to: platform, onDone }: { to: Platform; onDone: () => void }) {
  const t = useText();
  const textOf = useProblemText();
  const { run, working } = useCommand(connectPlatform);
  const [name, setName] = useState("");
  const [given, setGiven] = useState<Given>({});
  const [problem, setProblem] = useState<Problem>();
  const atField = problem?.about("/name") || platform.wants.some(({ field }) => problem?.about(`/${field}`));

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (working) return;
    setProblem(undefined);
    const body = { ...given, ...(name.trim() ? { name: name.trim() } : {}) };
    if (await run({ path: { platform: platform.name }, body }, { refused: setProblem })) onDone();
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-2">
      <CredentialFields of={platform} given={given} onChange={setGiven} problem={problem} />
      <Field
        label={t("integrations.name")}
        aside={t("keys.optional")}
        hint={t("integrations.name.hint")}
        error={problem?.about("/name")}
      >
        <TextInput
          value={name}
          onChange={({ target }) => setName(target.value)}
          dir="auto"
          autoComplete="off"
          maxLength={100}
          className="min-h-10"
        />
      </Field>
      {problem && !atField && <Banner tone="red">{textOf(problem)}</Banner>}
      <footer className="flex justify-end gap-2 pt-2">
        <Button onClick={onDone}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" disabled={!isWhole(platform, given)} working={working}>
          {t("integrations.connect")}
        </Button>
      </footer>
    </form>
  );
}
