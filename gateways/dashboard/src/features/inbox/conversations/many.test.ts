import { expect, it } from "vitest";
import { toTags } from "./deeds";
import type { ListedConversation } from "./live";
import { type Done, refusalsOf, takingBack, toMany } from "./many";

const row = (id: string, tags: string[]) => ({ id, tags }) as unknown as ListedConversation;
const deeds = [row("a", []), row("b", ["late"]), row("c", [])].map((one) => toTags(one, ["vip"], ["late"]));
const action = { tags: { tags: ["vip"], remove: ["late"] } };
const bodies = (requests: ReturnType<typeof toMany>) => requests.map(({ body }) => [body.ids.join(), body.action]);

it("asks the same of all of them, and shows of each what it will be", () => {
  const requests = toMany(deeds, action);
  expect(bodies(requests)).toEqual([["a,b,c", action]]);
  expect(requests[0]?.changes?.("").map((change) => change.row)).toEqual(
    ["a", "b", "c"].map((id) => ({ id, tags: ["vip"] })),
  );
});

it("is taken back as the rows were, before the server has said anything", () => {
  expect(bodies(takingBack(deeds, "tags", undefined))).toEqual([
    ["a,c", { tags: { tags: [], remove: ["vip"] } }],
    ["b", { tags: { tags: ["late"], remove: ["vip"] } }],
  ]);
});

it("is taken back as the server says, of those to whom it was done and where it changed something", () => {
  const undo = { tags: { tags: [], remove: ["vip"] } };
  const problem = { type: "/problems/conversation.not_found", title: "Gone", status: 404 };
  const done = [
    { id: "a", status: 200, version: 2, undo },
    { id: "b", status: 404, version: null, problem },
    { id: "c", status: 200, version: 2, undo: null },
  ] satisfies Done[];
  const [request, ...more] = takingBack(deeds, "tags", done);
  expect([request?.body, more]).toEqual([{ ids: ["a"], action: undo }, []]);
  expect(request?.changes?.("").map((change) => change.row)).toEqual([{ id: "a", tags: [] }]);
  expect(refusalsOf(done).map((reason) => [reason.problem.rule, reason.count])).toEqual([
    ["conversation.not_found", 1],
  ]);
});
