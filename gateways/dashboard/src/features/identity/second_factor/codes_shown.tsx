import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy_button";
import { Dialog } from "@/components/dialog";
import { useText } from "@/i18n/i18n_provider";

/** The one time that they are seen. */
export function CodesShown({ codes, onClose }: { codes: readonly string[] | undefined; onClose: () => void }) {
  const t = useText();
  return (
    <Dialog
      open={codes !== undefined}
      onOpenChange={(still) => still || onClose()}
      title={t("second_factor.codes.shown")}
      text={t("second_factor.codes.shown.text")}
      footer={
        <Button kind="primary" onClick={onClose}>
          {t("second_factor.codes.kept")}
        </Button>
      }
    >
      <div className="flex items-start gap-1 rounded-control border border-line bg-ground py-2 pr-1 pl-3">
        <ul
          aria-label={t("second_factor.codes")}
          dir="ltr"
          className="grid flex-1 gap-x-4 font-mono text-meta sm:grid-cols-2"
        >
          {codes?.map((code) => (
            <li key={code} className="py-1">
              {code}
            </li>
          ))}
        </ul>
        <CopyButton text={codes?.join("\n") ?? ""} label={t("common.copy", { text: t("second_factor.codes") })} />
      </div>
    </Dialog>
  );
}
