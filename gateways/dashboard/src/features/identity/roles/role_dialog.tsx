import { useState } from "react";
import type { CustomRole } from "@/api/types";
import { Dialog } from "@/components/dialog";
import { useText } from "@/i18n/i18n_provider";
import { ChangeRole } from "./change_role";
import { CreateRole } from "./create_role";

/** A role that is made, or changed. None: closed. */
export function RoleDialog({ of: role, onClose }: { of: CustomRole | "new" | undefined; onClose: () => void }) {
  const t = useText();
  const [last, setLast] = useState(role);
  if (role && last !== role) setLast(role); // stays while the dialog goes
  const shown = role ?? last;
  return (
    <Dialog
      wide
      open={role !== undefined}
      onOpenChange={(open) => open || onClose()}
      title={shown === "new" || !shown ? t("roles.create") : shown.name}
      text={t(shown === "new" ? "roles.create.text" : "roles.change.text")}
    >
      {shown === "new" ? (
        <CreateRole onDone={onClose} />
      ) : (
        shown && <ChangeRole key={shown.id} role={shown} onDone={onClose} />
      )}
    </Dialog>
  );
}
