import { expect, it } from "vitest";
import { bundled, type Part } from "./bundles";
import type { Edge } from "./layout";
import type { ExplainedNode } from "./queries";

const node = (id: string, kind: ExplainedNode["kind"], fact?: string): ExplainedNode => ({
  id,
  kind,
  title: id,
  tries: [],
  ...(fact ? { fact } : {}),
});
const recorded = (to: string): Edge => ({ from: "import", to, kind: "recorded" });
const said = (parts: readonly Part[]) =>
  parts.map((part) => (part.kind === "bundle" ? `${part.of.length} x ${part.fact}` : part.id));
const joined = (edges: readonly Edge[]) => edges.map(({ from, to }) => `${from} > ${to}`);

/** Two customers, and five messages of which one has come to an effect. */
const explained = {
  event: "m2",
  nodes: [
    node("import", "request"),
    node("a", "fact", "customer.created.v1"),
    node("b", "fact", "customer.created.v1"),
    ...["m1", "m2", "m3", "m4", "m5"].map((id) => node(id, "fact", "message.appended.v1")),
    node("mail", "effect"),
  ],
  edges: [
    ...["a", "b", "m1", "m2", "m3", "m4", "m5"].map(recorded),
    { from: "m5", to: "mail", kind: "recorded" } satisfies Edge,
  ],
};
const messages = "import message.appended.v1";

it("many facts of one kind are one part, but for the one that was asked about and those that led on", () => {
  const { parts, edges } = bundled(explained, new Set());
  expect(said(parts)).toEqual(["import", "a", "b", "3 x message.appended.v1", "m2", "m5", "mail"]);
  expect(joined(edges)).toEqual([
    "import > a",
    "import > b",
    `import > ${messages}`,
    "import > m2",
    "import > m5",
    "m5 > mail",
  ]);
});

it("opened, each of them comes from it", () => {
  const { parts, edges } = bundled(explained, new Set([messages]));
  expect(said(parts)).toEqual(["import", "a", "b", "3 x message.appended.v1", "m1", "m2", "m3", "m4", "m5", "mail"]);
  expect(joined(edges)).toEqual([
    "import > a",
    "import > b",
    `import > ${messages}`,
    `${messages} > m1`,
    "import > m2",
    `${messages} > m3`,
    `${messages} > m4`,
    "import > m5",
    "m5 > mail",
  ]);
});

it("two are told one by one", () => {
  const few = { ...explained, nodes: explained.nodes.slice(0, 3), edges: explained.edges.slice(0, 2) };
  const { parts, edges } = bundled(few, new Set());
  expect(said(parts)).toEqual(["import", "a", "b"]);
  expect(joined(edges)).toEqual(["import > a", "import > b"]);
});
