import { Ellipsis, History, KeyRound, Pause, Pencil, Play, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/me_context";
import type { Webhook } from "@/api/types";
import { Button } from "@/components/button";
import { Confirm } from "@/components/confirm";
import { IconButton } from "@/components/icon_button";
import { Menu } from "@/components/menu";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import { deleteWebhook, switchWebhook, testWebhook } from "./commands";
import { EditWebhook } from "./edit_webhook";
import { isThere } from "./queries";
import { RotateSecret } from "./rotate_secret";
import { useDeed } from "./use_deed";

/** What can be done to a webhook, by who may. */
export function Deeds(props: { of: Webhook; onReplay: () => void }) {
  const may = useMay("webhooks.manage");
  return may && isThere(props.of) ? <Buttons {...props} /> : null;
}

function Buttons({ of: webhook, onReplay }: { of: Webhook; onReplay: () => void }) {
  const t = useText();
  const [open, setOpen] = useState<"edit" | "rotate" | "delete">();
  const [tried, switched, over] = [useDeed(testWebhook), useDeed(switchWebhook), useDeed(deleteWebhook)];
  const path = { id: webhook.id };
  const running = webhook.status === "active";
  const shutter = (what: typeof open) => ({
    open: open === what,
    onOpenChange: (next: boolean) => setOpen(next ? what : undefined),
  });

  const test = () => void tried.run({ path, body: undefined }, t("webhooks.test.sent"));
  const turn = () => void switched.run({ path, body: { is_active: !running } });
  const edit = () => setOpen("edit");
  const rotate = () => setOpen("rotate");
  const turning = t(running ? "webhooks.pause" : "webhooks.resume");
  useKeys(t("settings.to.webhooks"), [
    { text: t("webhooks.test"), keys: "t", icon: Send, run: test },
    { text: turning, keys: "p", icon: running ? Pause : Play, run: turn },
    { text: t("webhooks.edit"), keys: "e", icon: Pencil, run: edit },
    { text: t("webhooks.replay"), keys: "r", icon: History, run: onReplay },
    { text: t("webhooks.rotate"), icon: KeyRound, run: rotate },
  ]);

  return (
    <div className="flex flex-wrap gap-2">
      <Button icon={Send} working={tried.working} onClick={test}>
        {t("webhooks.test")}
      </Button>
      <Button
        icon={running ? Pause : Play}
        kind={running ? "plain" : "primary"}
        working={switched.working}
        onClick={turn}
      >
        {turning}
      </Button>
      <Menu
        align="end"
        trigger={<IconButton icon={Ellipsis} label={t("webhooks.more")} kind="plain" />}
        entries={[
          { label: t("webhooks.edit"), icon: Pencil, keys: "e", onSelect: edit },
          { label: `${t("webhooks.replay")}…`, icon: History, keys: "r", onSelect: onReplay },
          { label: `${t("webhooks.rotate")}…`, icon: KeyRound, onSelect: rotate },
          { kind: "line" },
          { label: `${t("webhooks.delete")}…`, icon: Trash2, danger: true, onSelect: () => setOpen("delete") },
        ]}
      />
      {open === "edit" && <EditWebhook of={webhook} {...shutter("edit")} />}
      <RotateSecret of={webhook} {...shutter("rotate")} />
      <Confirm
        {...shutter("delete")}
        title={t("webhooks.delete.title", { name: webhook.name })}
        text={t("webhooks.delete.text")}
        deed={t("webhooks.delete")}
        working={over.working}
        onConfirm={() => void over.run({ path, body: undefined }).then((done) => done && setOpen(undefined))}
      />
    </div>
  );
}
