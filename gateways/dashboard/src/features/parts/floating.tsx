import { Archive, Clock, MoreHorizontal, Tag, Trash2, UserRound } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button";
import { Confirm } from "@/components/confirm";
import { Dialog } from "@/components/dialog";
import { Field } from "@/components/field";
import { IconButton } from "@/components/icon_button";
import { Menu } from "@/components/menu";
import { Popover } from "@/components/popover";
import { Sheet } from "@/components/sheet";
import { TextInput } from "@/components/text_input";
import { useToast } from "@/components/toast";
import { Tooltip } from "@/components/tooltip";
import { Exhibit, Group } from "./exhibit";

type Floating = "menu" | "popover" | "dialog" | "confirm" | "confirm-typed" | "sheet" | "sheet-bottom" | "toast";

/** `?open=menu` shows it open from the start, for photographs. */
const opened = () => new URLSearchParams(location.search).get("open") as Floating | null;

export function FloatingParts() {
  const [open, setOpen] = useState(opened);
  const toast = useToast();
  const [unread, setUnread] = useState(true);
  const [sort, setSort] = useState("newest");
  const openness = (of: Floating) => ({
    open: open === of,
    onOpenChange: (next: boolean) => setOpen(next ? of : null),
  });
  return (
    <Group name="Floating">
      <Exhibit name="Menu">
        <Menu
          {...openness("menu")}
          trigger={<Button icon={MoreHorizontal}>More</Button>}
          entries={[
            { label: "Assign", icon: UserRound, keys: "a", onSelect: () => undefined },
            { label: "Tag", icon: Tag, keys: "t", onSelect: () => undefined },
            {
              kind: "menu",
              label: "Make pending",
              icon: Clock,
              entries: [{ label: "Until tomorrow, 9:00", onSelect: () => undefined }],
            },
            { label: "Archive", icon: Archive, disabled: true, onSelect: () => undefined },
            { kind: "line" },
            { kind: "heading", label: "Sort by" },
            {
              kind: "choice",
              value: sort,
              onChange: setSort,
              options: [
                { value: "newest", label: "Newest first" },
                { value: "waiting", label: "Waiting longest" },
              ],
            },
            { kind: "check", label: "Unread only", checked: unread, onChange: setUnread },
            { kind: "line" },
            { label: "Delete", icon: Trash2, danger: true, onSelect: () => undefined },
          ]}
        />
      </Exhibit>
      <Exhibit name="Popover">
        <Popover {...openness("popover")} trigger={<Button>Who sees this</Button>} label="Who sees this">
          <p className="text-dense text-soft">
            Everybody in the business who may read conversations. Notes are never shown to customers.
          </p>
        </Popover>
      </Exhibit>
      <Exhibit name="Tooltip">
        <IconButton icon={Archive} label="Archive" keys="e" />
        <Tooltip text="Tuesday, 3 March 2026, 14:02:11">
          <Button kind="quiet">14:02</Button>
        </Tooltip>
      </Exhibit>
      <Exhibit name="Dialog">
        <Button onClick={() => setOpen("dialog")}>New customer</Button>
        <Button onClick={() => setOpen("confirm")}>Remove member</Button>
        <Button onClick={() => setOpen("confirm-typed")}>Delete business</Button>
        <Dialog
          {...openness("dialog")}
          title="New customer"
          text="One of e-mail and phone is enough."
          footer={
            <>
              <Button onClick={() => setOpen(null)}>Cancel</Button>
              <Button kind="primary">Create customer</Button>
            </>
          }
        >
          <Field label="Name">
            <TextInput autoFocus />
          </Field>
          <Field label="E-mail" error="Write it as name@example.org">
            <TextInput defaultValue="amina@" />
          </Field>
        </Dialog>
        <Confirm
          {...openness("confirm")}
          title="Remove Tomasz Wójcik?"
          text="He loses access at once. What he wrote stays, and his open conversations become unassigned."
          deed="Remove"
          onConfirm={() => setOpen(null)}
        />
        <Confirm
          {...openness("confirm-typed")}
          title="Delete this business?"
          text="All conversations, customers and tickets are erased after 30 days. This cannot be undone then."
          deed="Delete business"
          typed={{ name: "Mill & Sons", label: "Write “Mill & Sons” to go on" }}
          onConfirm={() => setOpen(null)}
        />
      </Exhibit>
      <Exhibit name="Sheet">
        <Button onClick={() => setOpen("sheet")}>Customer</Button>
        <Button onClick={() => setOpen("sheet-bottom")}>From below</Button>
        <Sheet {...openness("sheet")} title="Amina Yusuf" footer={<Button kind="primary">Save</Button>}>
          <p className="text-dense text-soft">What stands beside the thread on a wide screen.</p>
        </Sheet>
        <Sheet {...openness("sheet-bottom")} side="bottom" title="Actions">
          <p className="text-dense text-soft">What one does with a thumb.</p>
        </Sheet>
      </Exhibit>
      <Exhibit name="Toast">
        <Button onClick={() => toast({ text: "Conversation resolved", undo: () => undefined })}>With undo</Button>
        <Button onClick={() => toast({ text: "Link copied", tone: "green" })}>Done</Button>
        <Button
          onClick={() =>
            toast({
              text: "Not sent: the server did not answer",
              tone: "red",
              action: { label: "Retry", onAct: () => undefined },
            })
          }
        >
          Failed
        </Button>
      </Exhibit>
    </Group>
  );
}
