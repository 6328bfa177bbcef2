// What both ends of the widget agree on.
import { expect, test } from "vitest";
import { isColor, isOurs, languageOf, namesOrigin, wantsWhite } from "./protocol";

test("a message is one of ours when it says so, whatever else comes by", () => {
  expect(isOurs({ millrace: "hello" })).toBe(true);
  for (const other of [null, undefined, "hello", 1, [], {}, { millrace: 1 }]) expect(isOurs(other)).toBe(false);
});

test("a site is named by its origin, or by a host that it lies below", () => {
  const named = ["https://shop.example", "https://*.brand.example", "http://localhost:3000"];
  for (const yes of [
    "https://shop.example",
    "https://eu.brand.example",
    "https://a.b.brand.example",
    "http://localhost:3000",
  ])
    expect(namesOrigin(named, yes)).toBe(true);
  for (const no of [
    "http://shop.example",
    "https://shop.example:8443",
    "https://evil-shop.example",
    "https://brand.example",
    "https://evilbrand.example",
    "http://eu.brand.example",
    "https://eu.brand.example:1",
    "null",
    "",
  ])
    expect(namesOrigin(named, no)).toBe(false);
});

test("a colour is a hex colour and nothing else of CSS; what is written on it can be read", () => {
  expect(isColor("#0b6b82")).toBe(true);
  expect(isColor("#abc")).toBe(true);
  for (const no of ["red", "#12", "#1234567", "url(//x)", "#fff;background:red", 7]) expect(isColor(no)).toBe(false);
  expect(wantsWhite("#0b6b82")).toBe(true);
  expect(wantsWhite("#000")).toBe(true);
  expect(wantsWhite("#ffd84d")).toBe(false);
});

test("the first language that somebody names counts; German where it is German, else English", () => {
  expect(languageOf(undefined, "", "de-CH")).toBe("de");
  expect(languageOf("en", "de")).toBe("en");
  expect(languageOf("fr")).toBe("en");
});
