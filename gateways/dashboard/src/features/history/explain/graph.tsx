import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { useText } from "@/i18n/i18n_provider";
import { BundleCard } from "./bundle_card";
import { bundled, type Part } from "./bundles";
import { besideOf, type Edge, layOut, type Placed } from "./layout";
import { NodeCard } from "./node_card";
import type { Explained } from "./queries";
import { useNodeName } from "./use_node_name";

const cell = { width: 232, height: 76, across: 56, down: 12 };
const middle = 38; // of a card, where lines come and go

const left = ({ column }: Placed) => column * (cell.width + cell.across);
const top = ({ row }: Placed) => row * (cell.height + cell.down);

/**
 * Parts and the lines between them. It is a list in the order of reading: on a phone, and for who hears it, it is nothing else; where
 * there is room each part stands at its place, and arrow keys go from one to the other.
 */
export function Graph({ explained }: { explained: Explained }) {
  const t = useText();
  const nameOf = useNodeName();
  const list = useRef<HTMLOListElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const { parts, edges } = useMemo(() => bundled(explained, open), [explained, open]);
  const layout = useMemo(
    () =>
      layOut(
        parts.map(({ id }) => id),
        edges,
      ),
    [parts, edges],
  );
  const partOf = (id: string) => parts.find((part) => part.id === id);
  const cameFrom = (id: string) =>
    edges
      .filter(({ to }) => to === id)
      .map(({ from }) => partOf(from))
      .filter((part) => part !== undefined)
      .map(nameOf);
  const toggle = (id: string) =>
    setOpen(open.has(id) ? new Set([...open].filter((one) => one !== id)) : new Set([...open, id]));

  function press(key: KeyboardEvent) {
    const here = (key.target as HTMLElement).closest<HTMLElement>("[data-node]")?.dataset.node;
    const next = here && besideOf(layout.places, here, key.key);
    if (!next) return;
    key.preventDefault();
    list.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(next)}"] :is(a, button)`)?.focus();
  }

  const width = layout.columns * (cell.width + cell.across) - cell.across;
  const height = layout.rows * (cell.height + cell.down) - cell.down;
  return (
    <div className="@container">
      <div className="@min-[40rem]:-m-1 @min-[40rem]:overflow-x-auto @min-[40rem]:p-1">
        <div className="relative" style={{ "--wide": `${width}px`, "--high": `${height}px` } as React.CSSProperties}>
          <Lines places={layout.places} edges={edges} width={width} height={height} />
          <ol
            ref={list}
            aria-label={t("history.explain")}
            onKeyDown={press}
            className="flex flex-col gap-2 @min-[40rem]:block @min-[40rem]:h-(--high) @min-[40rem]:w-(--wide)"
          >
            {layout.places.map((place) => (
              <Stand key={place.id} place={place}>
                <Card
                  part={partOf(place.id)}
                  current={place.id === explained.event}
                  from={cameFrom(place.id)}
                  open={open.has(place.id)}
                  onOpen={() => toggle(place.id)}
                />
              </Stand>
            ))}
          </ol>
        </div>
      </div>
    </div>
  );
}

interface CardProps {
  part: Part | undefined;
  current: boolean;
  from: string[];
  open: boolean;
  onOpen: () => void;
}

function Card({ part, current, from, open, onOpen }: CardProps) {
  if (!part) return null;
  if (part.kind === "bundle") return <BundleCard bundle={part} open={open} onOpen={onOpen} />;
  return <NodeCard node={part} current={current} from={from} />;
}

function Stand({ place, children }: { place: Placed; children: ReactNode }) {
  const at = {
    "--left": `${left(place)}px`,
    "--top": `${top(place)}px`,
    "--in": `${Math.min(place.depth, 4) * 16}px`,
  } as React.CSSProperties;
  return (
    <li
      data-node={place.id}
      style={at}
      className="ml-(--in) @min-[40rem]:absolute @min-[40rem]:top-(--top) @min-[40rem]:left-(--left) @min-[40rem]:ml-0 @min-[40rem]:h-19 @min-[40rem]:w-58"
    >
      {children}
    </li>
  );
}

interface LinesProps {
  places: readonly Placed[];
  edges: readonly Edge[];
  width: number;
  height: number;
}

function Lines({ places, edges, width, height }: LinesProps) {
  const t = useText();
  const placeOf = (id: string) => places.find((place) => place.id === id);
  return (
    <svg
      aria-hidden
      width={width}
      height={height}
      className="absolute inset-0 hidden overflow-visible @min-[40rem]:block"
    >
      <title>{t("history.explain")}</title>
      <defs>
        <marker
          id="explain-end"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path d="M1 1 7 4 1 7" fill="none" className="stroke-line-mark" />
        </marker>
      </defs>
      {edges.map(({ from, to, kind }) => {
        const [start, end] = [placeOf(from), placeOf(to)];
        return start && end ? (
          <Line
            key={`${from} ${to}`}
            start={start}
            end={end}
            label={kind === "recorded" ? "" : t(`history.how.${kind}`)}
          />
        ) : null;
      })}
    </svg>
  );
}

function Line({ start, end, label }: { start: Placed; end: Placed; label: string }) {
  const forwards = end.column > start.column;
  const x1 = left(start) + (forwards ? cell.width : 0);
  const x2 = left(end) + (forwards ? 0 : cell.width) + (forwards ? -3 : 3);
  const [y1, y2] = [top(start) + middle, top(end) + middle];
  const bend = Math.max(24, Math.abs(x2 - x1) / 2) * (forwards ? 1 : -1);
  return (
    <g>
      <path
        d={`M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
        fill="none"
        markerEnd="url(#explain-end)"
        className="stroke-line-mark"
        strokeDasharray={forwards ? undefined : "4 3"}
      />
      {label && (
        <text x={(x1 + x2) / 2} y={(y1 + y2) / 2 - 6} textAnchor="middle" className="fill-faint text-initials">
          {label}
        </text>
      )}
    </g>
  );
}
