import { useBusinessId } from "@/api/business_context";
import type { Member } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Confirm } from "@/components/confirm";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { handOver } from "./commands";

/** Makes a member the owner, and the owner who does it an admin. */
export function HandOver({
  member,
  name,
  open,
  onOpenChange,
  onDone,
}: {
  member: Member;
  name: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDone: () => void;
}) {
  const t = useText();
  const toast = useToast();
  const business = useBusinessId();
  const { run, working } = useCommand(handOver);
  async function confirm() {
    if (!(await run({ path: { business_id: business, id: member.id }, body: undefined }))) return;
    toast({ text: t("team.hand_over.done", { name }) });
    onOpenChange(false);
    onDone();
  }
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={t("team.hand_over.title", { name })}
      text={t("team.hand_over.text", { name })}
      deed={t("team.hand_over")}
      working={working}
      onConfirm={() => void confirm()}
    />
  );
}
