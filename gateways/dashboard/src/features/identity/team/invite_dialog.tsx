import { type FormEvent, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMe } from "@/api/me_context";
import type { Problem } from "@/api/problem";
import type { Effect } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy_button";
import { Dialog } from "@/components/dialog";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { invite } from "./commands";
import { MailState } from "./invitation_table";
import { RoleField } from "./role_field";

/** An invitation whose link is known: it is told once, to who invites. */
export interface Fresh {
  id: string;
  email: string;
  token: string;
}

export interface InviteDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  fresh: Fresh | undefined;
  onInvited: (fresh: Fresh | undefined) => void;
  mail: Effect | undefined;
}

export function InviteDialog({ open, onOpenChange, fresh, onInvited, mail }: InviteDialogProps) {
  const t = useText();
  const title = fresh ? t("team.invite.done", { email: fresh.email }) : t("team.invite");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      text={t(fresh ? "team.invite.link.text" : "team.invite.text")}
    >
      {fresh ? (
        <InvitationLink
          fresh={fresh}
          mail={mail}
          onAnother={() => onInvited(undefined)}
          onDone={() => onOpenChange(false)}
        />
      ) : (
        <InviteForm onInvited={onInvited} onCancel={() => onOpenChange(false)} />
      )}
    </Dialog>
  );
}

function InviteForm({ onInvited, onCancel }: { onInvited: (fresh: Fresh) => void; onCancel: () => void }) {
  const t = useText();
  const textOf = useProblemText();
  const business = useBusinessId();
  const me = useMe();
  const { run, working } = useCommand(invite);
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("agent");
  const [problem, setProblem] = useState<Problem>();
  const aboutEmail = problem?.rule === "member.email_invalid" ? t("customers.email.invalid") : problem?.about("/email");

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (working) return;
    setProblem(undefined);
    const invited = await run(
      { path: { business_id: business }, body: { email: email.trim(), role } },
      { refused: setProblem },
    );
    if (invited) onInvited({ id: invited.id, email: email.trim(), token: invited.invitation_token });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-1">
      <Field label={t("sign_in.email")} error={aboutEmail}>
        <TextInput
          type="email"
          value={email}
          onChange={({ target }) => {
            setProblem(undefined);
            setEmail(target.value);
          }}
          required
          autoFocus
          autoComplete="off"
          maxLength={254}
          className="min-h-10"
        />
      </Field>
      <RoleField value={role} me={me} onChange={setRole} />
      {problem && !aboutEmail && <Banner tone="red">{textOf(problem)}</Banner>}
      <footer className="flex justify-end gap-2 pt-4">
        <Button onClick={onCancel}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" disabled={email.trim() === ""} working={working}>
          {t("team.invite.send")}
        </Button>
      </footer>
    </form>
  );
}

function InvitationLink({
  fresh,
  mail,
  onAnother,
  onDone,
}: {
  fresh: Fresh;
  mail: Effect | undefined;
  onAnother: () => void;
  onDone: () => void;
}) {
  const t = useText();
  const link = `${location.origin}/app/invitations/${encodeURIComponent(fresh.token)}`;
  return (
    <div className="flex flex-col gap-1">
      <Field label={t("team.invite.link")} hint={t("team.invite.link.hint")}>
        <TextInput
          readOnly
          value={link}
          onFocus={({ target }) => target.select()}
          className="min-h-10 font-mono"
          trail={<CopyButton text={link} label={t("team.invite.link.copy")} />}
        />
      </Field>
      <p className="min-h-5 text-dense">
        <MailState of={mail} />
      </p>
      <footer className="flex justify-end gap-2 pt-4">
        <Button onClick={onAnother}>{t("team.invite.another")}</Button>
        <Button kind="primary" onClick={onDone}>
          {t("team.invite.close")}
        </Button>
      </footer>
    </div>
  );
}
