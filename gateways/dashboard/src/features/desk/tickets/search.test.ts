import { describe, expect, it } from "vitest";
import { asking, filtersOf, listsOf, newTicketSearch, numberIn, ticketsSearch } from "./search";
import { sortOf, tableSortOf } from "./table_sort";

const id = "01a22821-9ead-769d-8b4d-38cb2401ac1a";

describe("the address of tickets", () => {
  it("says what the server is asked for", () => {
    const search = ticketsSearch({
      status: "waiting",
      priority: "high",
      assigned: id,
      clock: "met",
      q: "loud",
      sort: "-number",
    });
    expect(filtersOf(search, search.status ?? "open")).toEqual({
      status: ["waiting"],
      priority: ["high"],
      assigned_to: id,
      first_response: ["met"],
      q: "loud",
      sort: "-number",
    });
  });

  it("leaves out what it does not know", () => {
    expect(
      ticketsSearch({
        status: "open",
        layout: "list",
        assigned: "<b>",
        customer: 7,
        q: "",
        sort: "subject",
        more: "x",
      }),
    ).toEqual({});
    expect(newTicketSearch({ for: "nobody" })).toEqual({});
    expect(newTicketSearch({ for: id })).toEqual({ for: id });
  });

  it("names one list, or one for each column of the board", () => {
    expect(listsOf({})).toEqual(["open"]);
    expect(listsOf({ status: "all" })).toEqual(["all"]);
    expect(listsOf({ layout: "board", status: "closed" })).toHaveLength(5);
    expect(filtersOf({ status: "all" }, "all")).toEqual({});
  });
});

describe("a search", () => {
  it("for a number finds that ticket, however it stands", () => {
    expect(["12", "#12", " #12 ", "12a", "#", undefined].map(numberIn)).toEqual([
      12,
      12,
      12,
      undefined,
      undefined,
      undefined,
    ]);
    const search = asking({ assigned: "me" }, "#12");
    expect(search).toEqual({ assigned: "me", status: "all", q: "#12" });
    expect(filtersOf(search, "all")).toEqual({ assigned_to: "me", number: 12 });
    expect(ticketsSearch({ q: 12 })).toEqual({ q: "12" }); // as a number in the address
  });

  it("for words stays where it is, and leaves when it is emptied", () => {
    expect(asking({ status: "waiting" }, "loud")).toEqual({ status: "waiting", q: "loud" });
    expect(asking({ status: "waiting", q: "loud" }, undefined)).toEqual({ status: "waiting" });
  });
});

describe("a press on the head of a column", () => {
  it("begins with the newest or greatest, then turns", () => {
    expect(tableSortOf(undefined)).toEqual({ column: "last_activity_at", descending: true });
    expect(sortOf({ column: "number", descending: false }, undefined)).toBe("number");
    expect(sortOf({ column: "number", descending: false }, "number")).toBe("-number");
    expect(sortOf({ column: "number", descending: true }, "-number")).toBe("number");
    expect(sortOf({ column: "last_activity_at", descending: false }, "number")).toBeUndefined();
    expect(sortOf({ column: "last_activity_at", descending: false }, undefined)).toBe("-last_activity_at");
  });
});
