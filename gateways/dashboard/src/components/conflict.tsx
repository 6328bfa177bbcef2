import { TriangleAlert } from "lucide-react";
import { useText } from "@/i18n/i18n_provider";
import { Button } from "./button";
import { Diff } from "./diff";
import type { Json } from "./differences";
import { Icon } from "./icon";

export interface ConflictProps<Fields> {
  /** Of the fields that others have changed, too: what stood there, and what stands there now. */
  was: Partial<Fields>;
  is: Partial<Fields>;
  nameOf: (name: keyof Fields & string) => string;
  onTakeTheirs: () => void;
}

/** Somebody has changed what one is changing: what they made of it, while what one has written stays in the form. */
export function Conflict<Fields extends object>({ was, is, nameOf, onTakeTheirs }: ConflictProps<Fields>) {
  const t = useText();
  return (
    <section role="alert" className="flex flex-col gap-2 rounded-control border border-amber-line bg-amber-tint p-3">
      <p className="flex items-start gap-2 text-dense text-amber-ink">
        <Icon of={TriangleAlert} className="mt-0.5" />
        {t("conflict.text")}
      </p>
      <div className="rounded-control bg-raised">
        <Diff
          label={t("conflict.theirs")}
          before={was as Json}
          after={is as Json}
          nameOf={(path) => nameOf(path as keyof Fields & string)}
        />
      </div>
      <Button onClick={onTakeTheirs} className="self-end">
        {t("conflict.take_theirs")}
      </Button>
    </section>
  );
}
