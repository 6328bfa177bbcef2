import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { SaidText } from "./said_text";

it("lets an address be followed, without what stands after it", () => {
  render(<SaidText text={"See (https://a.example/x?y=1). Or http://b.example/ü, please."} />);
  expect(screen.getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual([
    "https://a.example/x?y=1",
    "http://b.example/ü",
  ]);
  for (const link of screen.getAllByRole("link")) expect(link).toHaveProperty("rel", "noopener noreferrer nofollow");
});

it("takes nobody's markup for its own, and nothing else for an address", () => {
  const text = `<img src=x onerror=alert(1)> javascript:alert(1) \u202Edesrever\u202C`;
  const { container } = render(<SaidText text={text} />);
  expect(container.textContent).toBe(text);
  expect(container.children).toHaveLength(0);
});
