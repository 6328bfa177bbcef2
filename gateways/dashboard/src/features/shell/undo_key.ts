import { useLastUndo } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";

/** Z takes back what has just been done, for as long as that is offered. */
export function UndoKey() {
  const t = useText();
  const undo = useLastUndo();
  useKeys(t("parts.notifications"), [undo && { text: t("parts.undo"), keys: "z", unlisted: true, run: undo }], true);
  return null;
}
