import { describe, expect, it } from "vitest";
import { conflictsOf, type Edits, edited, keepOurs, patchOf, takeTheirs, touch } from "./edits";

interface Person {
  name: string;
  email: string;
  tags: string[];
}

const ann: Person = { name: "Ann", email: "ann@a.example", tags: ["vip"] };
const none: Edits<Person> = {};

describe("what somebody is changing", () => {
  it("stands over the thing, and the rest follows what others make of it", () => {
    const edits = touch(none, ann, "name", "Anna");
    expect(edited({ ...ann, email: "new@a.example" }, edits)).toEqual({ ...ann, name: "Anna", email: "new@a.example" });
    expect(patchOf({ ...ann, email: "new@a.example" }, edits)).toEqual({ name: "Anna" });
  });

  it("is nothing when it is written back, or when others have made the same of it", () => {
    const edits = touch(touch(none, ann, "name", "Anna"), ann, "name", "Ann");
    expect(patchOf(ann, edits)).toEqual({});
    const anna = touch(none, ann, "name", "Anna");
    expect(patchOf({ ...ann, name: "Anna" }, anna)).toEqual({});
    expect(conflictsOf({ ...ann, name: "Anna" }, anna)).toEqual([]);
  });

  it("conflicts where others have changed the same to something else, and nowhere else", () => {
    const edits = touch(touch(none, ann, "name", "Anna"), ann, "tags", ["vip", "press"]);
    expect(conflictsOf({ ...ann, email: "new@a.example" }, edits)).toEqual([]);
    expect(conflictsOf({ ...ann, name: "Annie" }, edits)).toEqual(["name"]);
    expect(conflictsOf({ ...ann, tags: [] }, edits)).toEqual(["tags"]);
  });

  it("counts from where one began, however often one writes", () => {
    const edits = touch(touch(none, ann, "name", "Anna"), { ...ann, name: "Annie" }, "name", "Anna B.");
    expect(conflictsOf({ ...ann, name: "Annie" }, edits)).toEqual(["name"]);
  });

  it("is kept once theirs has been seen, or gives way to it", () => {
    const theirs = { ...ann, name: "Annie" };
    const edits = touch(touch(none, ann, "name", "Anna"), ann, "email", "mine@a.example");
    const ours = keepOurs(theirs, edits);
    expect(conflictsOf(theirs, ours)).toEqual([]);
    expect(patchOf(theirs, ours)).toEqual({ name: "Anna", email: "mine@a.example" });
    expect(conflictsOf({ ...theirs, name: "Anne" }, ours)).toEqual(["name"]);
    expect(edited(theirs, takeTheirs(theirs, edits))).toEqual({ ...theirs, email: "mine@a.example" });
  });
});
