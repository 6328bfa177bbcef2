import { Eye } from "lucide-react";
import { AvatarRow } from "@/components/avatar";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { useLooking } from "./looking";
import { useMemberNames } from "./use_member_names";

/** Colleagues who have it open too: one is not alone with it. */
export function LookedAtBy({ conversation }: { conversation: string }) {
  const t = useText();
  const nameOf = useMemberNames();
  const people = useLooking(conversation).flatMap((id) => {
    const name = nameOf(id);
    return name ? [{ id, name }] : [];
  });
  const [first] = people;
  return (
    <span role="status" className="flex shrink-0 items-center gap-1 px-1">
      {first && <Icon of={Eye} className="size-3.5 text-faint" />}
      {first && (
        <AvatarRow
          people={people}
          label={
            people.length === 1
              ? t("thread.looking", { name: first.name })
              : t("thread.looking.several", { names: people.map(({ name }) => name).join(", ") })
          }
        />
      )}
    </span>
  );
}
