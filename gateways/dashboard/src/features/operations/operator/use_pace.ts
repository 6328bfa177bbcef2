// How fast tables are built: what each had read when this page first saw it.
import { useState } from "react";
import type { ProjectionState } from "@/api/types";
import { progressOf } from "./house";

export const keyOf = ({ store, name, version, generation }: ProjectionState) =>
  `${store} ${name} ${generation ?? version}`;

export function usePace(projections: readonly ProjectionState[], at_ms: number) {
  const [seen, setSeen] = useState({ at_ms: 0, first: new Map<string, { read: number; at_ms: number }>() });
  if (seen.at_ms !== at_ms) {
    const first = projections.map(
      (one) => [keyOf(one), seen.first.get(keyOf(one)) ?? { read: one.read, at_ms }] as const,
    );
    setSeen({ at_ms, first: new Map(first) });
  }
  return (one: ProjectionState) => {
    const first = seen.first.get(keyOf(one)) ?? { read: one.read, at_ms };
    return progressOf(one, { read: first.read, after_ms: at_ms - first.at_ms });
  };
}
