import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { businessesQuery } from "@/api/account";
import { useBusinessId } from "@/api/business_context";
import type { Member } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Confirm } from "@/components/confirm";
import { useText } from "@/i18n/i18n_provider";
import { remove } from "./commands";

const route = getRouteApi("/signed-in/b/$business");

/** Takes somebody out of the team, or withdraws an invitation; oneself: leaves. */
export function RemoveMember({
  member,
  name,
  self,
  open,
  onOpenChange,
  onRemoved,
}: {
  member: Member;
  name: string;
  self: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onRemoved: () => void;
}) {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const business = useBusinessId();
  const { business: of } = route.useLoaderData();
  const { run, working } = useCommand(remove);
  const invited = member.status === "invited";

  async function confirm() {
    const path = { business_id: business, id: member.id };
    const done = await run({ path, body: undefined, ...(self ? { changes: () => [] } : {}) });
    if (!done) return;
    onOpenChange(false);
    onRemoved();
    if (!self) return;
    await client.fetchQuery({ ...businessesQuery, staleTime: 0 });
    await navigate({ to: "/" });
  }

  const is = invited ? "withdraw" : self ? "leave" : "remove";
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={t(`team.${is}.title`, { name, business: of.name })}
      text={t(`team.${is}.text`, { name, business: of.name })}
      deed={t(`team.${is}`)}
      {...(invited
        ? {}
        : { typed: { name: self ? of.name : name, label: t("team.type_name", { name: self ? of.name : name }) } })}
      working={working}
      onConfirm={() => void confirm()}
    />
  );
}
