// Facts of one kind that one request has recorded, and that nothing else has to do with, are one part that opens: an import is as long as
// what was imported.
import type { Edge } from "./layout";
import type { Explained, ExplainedNode } from "./queries";

export interface Bundle {
  id: string;
  kind: "bundle";
  fact: string;
  of: readonly ExplainedNode[];
}

export type Part = ExplainedNode | Bundle;

const fewest = 3;

/** With those that are open beside what is in them. The event that was asked about is always seen. */
export function bundled(
  { event, nodes, edges }: Pick<Explained, "event" | "nodes" | "edges">,
  open: ReadonlySet<string>,
): { parts: Part[]; edges: Edge[] } {
  const bundles = new Map<string, Bundle>();
  for (const [id, of] of byRequestAndKind(event, nodes, edges))
    if (of.length >= fewest) bundles.set(id, { id, kind: "bundle", fact: of[0]?.fact ?? "", of });
  const bundleOf = new Map([...bundles.values()].flatMap((bundle) => bundle.of.map(({ id }) => [id, bundle] as const)));
  const parts = nodes.flatMap((node): Part[] => {
    const bundle = bundleOf.get(node.id);
    if (!bundle) return [node];
    return [...(bundle.of[0] === node ? [bundle] : []), ...(open.has(bundle.id) ? [node] : [])];
  });
  const joined = edges.flatMap((edge): Edge[] => {
    const bundle = bundleOf.get(edge.to);
    if (!bundle) return [edge];
    return [
      ...(bundle.of[0]?.id === edge.to ? [{ ...edge, to: bundle.id }] : []),
      ...(open.has(bundle.id) ? [{ ...edge, from: bundle.id }] : []),
    ];
  });
  return { parts, edges: joined };
}

function byRequestAndKind(event: string, nodes: readonly ExplainedNode[], edges: readonly Edge[]) {
  const found = new Map<string, ExplainedNode[]>();
  for (const node of nodes) {
    const [from, ...more] = edges.filter((edge) => edge.from === node.id || edge.to === node.id);
    if (
      node.kind !== "fact" ||
      node.id === event ||
      from?.to !== node.id ||
      from.kind !== "recorded" ||
      more.length > 0
    )
      continue;
    const id = `${from.from} ${node.fact}`;
    found.set(id, [...(found.get(id) ?? []), node]);
  }
  return found;
}
