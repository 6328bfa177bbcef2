import { Link } from "@tanstack/react-router";
import {
  ArrowLeft,
  ChevronDown,
  CircleCheck,
  PanelRightClose,
  PanelRightOpen,
  RotateCcw,
  UserRound,
} from "lucide-react";
import { useMay } from "@/api/me_context";
import { Avatar } from "@/components/avatar";
import { Badge } from "@/components/badge";
import { Button, buttonLook } from "@/components/button";
import { firstPress } from "@/components/first_press";
import { Icon } from "@/components/icon";
import { IconButton } from "@/components/icon_button";
import { useThen } from "@/features/history/as_of/past";
import { ThingMenu } from "@/features/history/as_of/thing_menu";
import { useText } from "@/i18n/i18n_provider";
import { usePeople } from "@/live/presence";
import { ChannelMark } from "../conversations/channel_mark";
import type { ListedConversation } from "../conversations/live";
import { isGoingOn, statusMarks } from "../conversations/marks";
import { AssignPicker, StatusPicker } from "../conversations/pickers";
import { LookedAtBy } from "./looked_at_by";
import type { Opening } from "./use_opening";
import type { ThreadCommands } from "./use_thread_commands";

/** Who it is, how it stands and who has it; what is done most often is one press away. */
export function ThreadHeader({
  conversation,
  commands,
  opening,
  panel,
}: {
  conversation: ListedConversation;
  commands: ThreadCommands;
  opening: Opening;
  /** The customer beside it; nothing for who may not see customers. */
  panel: { shown: boolean; toggle: () => void } | undefined;
}) {
  const t = useText();
  const { status, customer_name, channel } = conversation;
  const then = useThen();
  return (
    <header className="flex min-h-12 shrink-0 items-center gap-1 px-2 pt-1 lg:pl-4">
      <Link
        from="/b/$business/inbox/$conversation"
        to="/b/$business/inbox"
        search={(before) => before}
        aria-label={t("conversation.back")}
        title={t("conversation.back")}
        className={`${buttonLook("quiet")} px-2! lg:hidden`}
      >
        <Icon of={ArrowLeft} />
      </Link>
      <h2 className="flex min-w-0 flex-1 items-center gap-2">
        <span dir="auto" className="truncate text-body font-semibold">
          {customer_name ?? t("customers.nameless")}
        </span>
        <ChannelMark channel={channel} />
        {status !== "open" && (
          <Badge tone={statusMarks[status].tone} icon={statusMarks[status].icon}>
            <span className="sr-only @form:not-sr-only">{t(`conversation.status.${status}`)}</span>
          </Badge>
        )}
      </h2>
      {!then && <LookedAtBy conversation={conversation.id} />}
      <Assigned conversation={conversation} commands={commands} opening={opening} />
      <StatusButtons conversation={conversation} commands={commands} opening={opening} />
      <ThingMenu />
      {panel && (
        <IconButton
          icon={panel.shown ? PanelRightClose : PanelRightOpen}
          label={t(panel.shown ? "beside.hide" : "beside.show")}
          keys="d"
          aria-expanded={panel.shown}
          onClick={panel.toggle}
        />
      )}
    </header>
  );
}

interface PartProps {
  conversation: ListedConversation;
  commands: ThreadCommands;
  opening: Opening;
}

function Assigned({ conversation, commands, opening }: PartProps) {
  const t = useText();
  const mayAssign = useMay("conversations_assign");
  const { assigned_to, assigned_name } = conversation;
  const presence = usePeople().get(assigned_to ?? "")?.status ?? "offline";
  const face =
    assigned_to && assigned_name ? (
      <Avatar name={assigned_name} id={assigned_to} presence={presence} />
    ) : (
      <Icon of={UserRound} />
    );
  const name = (
    <>
      <span className="sr-only">{t("conversation.assigned_to")}:</span>
      <span dir="auto" className="sr-only max-w-28 truncate @dialog:not-sr-only">
        {assigned_name ?? t("common.nobody")}
      </span>
    </>
  );
  if (!mayAssign) {
    return (
      <span className="inline-flex min-h-8 items-center gap-1.5 px-2 text-dense text-soft">
        {face}
        {name}
      </span>
    );
  }
  return (
    <AssignPicker
      {...opening.of("assign")}
      assignedTo={assigned_to ?? null}
      onPick={commands.assign}
      trigger={
        <Button kind="quiet" className="px-2!">
          {face}
          {name}
        </Button>
      }
    />
  );
}

function StatusButtons({ conversation, commands, opening }: PartProps) {
  const t = useText();
  if (!useMay("conversations_close")) return null;
  const going = isGoingOn(conversation.status);
  return (
    <span className="inline-flex">
      <Button
        icon={going ? CircleCheck : RotateCcw}
        onClick={firstPress(() => commands.status(going ? "resolved" : "open"))}
        className="rounded-r-none! border-r-0! max-sm:px-2!"
      >
        <span className="sr-only @form:not-sr-only">{t(going ? "conversation.resolve" : "conversation.reopen")}</span>
      </Button>
      <StatusPicker
        {...opening.of("status")}
        status={conversation.status}
        onPick={commands.status}
        trigger={
          <IconButton
            kind="plain"
            icon={ChevronDown}
            label={t("conversation.status")}
            keys="s"
            className="rounded-l-none!"
          />
        }
      />
    </span>
  );
}
