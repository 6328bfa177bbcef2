import { useText } from "@/i18n/i18n_provider";
import { cx } from "./cx";
import { initialsOf, tintOf } from "./initials";

export type Presence = "online" | "away" | "busy" | "offline";

const sizes = {
  small: "size-[1.25rem] text-initials",
  normal: "size-[1.5rem] text-initials",
  large: "size-[2rem] text-meta",
  huge: "size-[3rem] text-title",
};
const tints = ["bg-avatar-1", "bg-avatar-2", "bg-avatar-3", "bg-avatar-4", "bg-avatar-5", "bg-avatar-6"];

/** Told apart by shape as well as by colour: full, crescent, bar, ring. */
const dots: Record<Presence, string> = {
  online: "bg-green-mark",
  away: "border-2 border-amber-mark border-r-transparent bg-panel",
  busy: "bg-red-mark",
  offline: "border-2 border-mark bg-panel",
};

export interface AvatarProps {
  name: string;
  /** Colour by this rather than by the name, which may change. */
  id?: string;
  image?: string;
  size?: keyof typeof sizes;
  presence?: Presence;
  /** When the name does not stand beside it. */
  named?: boolean;
}

export function Avatar({ name, id = name, image, size = "normal", presence, named = false }: AvatarProps) {
  const t = useText();
  const label = presence ? `${name}, ${t(`parts.presence.${presence}`)}` : name;
  return (
    <span
      className="relative inline-flex shrink-0"
      {...(named || presence ? { role: "img", "aria-label": label, title: label } : { "aria-hidden": true })}
    >
      <span
        className={cx(
          "grid place-items-center overflow-hidden rounded-full font-semibold text-avatar-ink select-none",
          sizes[size],
          tints[tintOf(id, tints.length)],
        )}
      >
        {image ? <img src={image} alt="" className="size-full object-cover" /> : initialsOf(name)}
      </span>
      {presence && (
        <span className="absolute -right-0.5 -bottom-0.5 grid place-items-center rounded-full bg-panel p-px">
          <PresenceDot of={presence} />
        </span>
      )}
    </span>
  );
}

/** Beside the word for it. */
export function PresenceDot({ of: presence }: { of: Presence }) {
  return (
    <span aria-hidden className={cx("grid size-2 shrink-0 place-items-center rounded-full", dots[presence])}>
      {presence === "busy" && <span className="h-0.5 w-1 bg-panel" />}
    </span>
  );
}

/** Those who are here, the first few of them by face. */
export function AvatarRow({
  people,
  most = 3,
  label,
}: {
  people: { id: string; name: string; image?: string }[];
  most?: number;
  label: string;
}) {
  const rest = people.length - most;
  return (
    <span
      role="img"
      aria-label={label}
      title={people.map((person) => person.name).join(", ")}
      className="inline-flex -space-x-1.5"
    >
      {people.slice(0, most).map((person) => (
        <span key={person.id} className="rounded-full ring-2 ring-panel">
          <Avatar {...person} />
        </span>
      ))}
      {rest > 0 && (
        <span className="grid size-[1.5rem] place-items-center rounded-full bg-skeleton text-initials font-semibold text-soft ring-2 ring-panel">
          +{rest}
        </span>
      )}
    </span>
  );
}
