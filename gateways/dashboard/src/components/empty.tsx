import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "./icon";

export interface EmptyProps {
  icon?: LucideIcon;
  /** What will be here. */
  title: string;
  text?: string;
  /** The one next step. */
  action?: ReactNode;
  /** It is all that the page shows: its title is the page's. */
  alone?: boolean;
}

export function Empty({ icon, title, text, action, alone = false }: EmptyProps) {
  const Title = alone ? "h1" : "p";
  return (
    <div className="mx-auto flex max-w-80 flex-col items-center px-4 py-12 text-center">
      {icon && (
        <span className="mb-3 grid size-10 place-items-center rounded-full bg-hover text-faint">
          <Icon of={icon} />
        </span>
      )}
      <Title className="text-body font-medium text-ink">{title}</Title>
      {text && <p className="mt-1 text-dense text-balance text-faint">{text}</p>}
      {action && <div className="mt-4">{action}</div>}
    </div>
  );
}
