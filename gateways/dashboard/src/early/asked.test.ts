import { expect, it } from "vitest";
import { firstAsked } from "./asked";

const conversation = "01a22d43-3fe9-77a7-a5f5-8ca813b5ca38";
const idOf = (slug: string) => (slug === "harbour" ? "b1" : undefined);
const pathsAt = (pathname: string, search = "") => firstAsked(pathname, search, idOf).map(({ path }) => path);
const own = ["/auth/me", "/businesses?limit=200"];

it("asks who one is, and what one may where the business is known", () => {
  expect(pathsAt("/app/")).toEqual(own);
  expect(pathsAt("/app/b/unheard-of/inbox")).toEqual(own);
  expect(firstAsked("/app/b/harbour/tickets", "", idOf).at(-1)).toEqual({ path: "/businesses/b1/me", business: "b1" });
});

it("asks for the list as it is narrowed by the address", () => {
  const listAt = (search: string) => pathsAt("/app/b/harbour/inbox", search).at(-1);
  expect(listAt("")).toBe("/conversations?status=open");
  expect(listAt("?view=all")).toBe("/conversations");
  expect(listAt("?view=mine&waiting=true&sort=oldest")).toBe(
    "/conversations?status=open&assigned_to=me&waiting=true&sort=-last_activity_at",
  );
  expect(listAt("?view=all&q=caf%C3%A9+123&status=resolved")).toBe("/conversations?status=resolved&q=caf%C3%A9%20123");
});

it("asks for the thread that is open", () => {
  expect(pathsAt(`/app/b/harbour/inbox/${conversation}`).slice(3)).toEqual([
    "/conversations?status=open",
    `/conversations/${conversation}`,
    `/conversations/${conversation}/messages`,
  ]);
});
