import { expect, it } from "vitest";
import { deviceOf } from "./device";

const mozilla = (rest: string) => `Mozilla/5.0 ${rest}`;

it.each([
  [
    mozilla("(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"),
    "Chrome",
    "Windows",
  ],
  [
    mozilla(
      "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Safari/537.36 Edg/143.0",
    ),
    "Edge",
    "Windows",
  ],
  [
    mozilla(
      "(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    ),
    "Safari",
    "macOS",
  ],
  [mozilla("(X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"), "Firefox", "Linux"],
  [
    mozilla(
      "(iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0 Mobile/15E148 Safari/604.1",
    ),
    "Chrome",
    "iPhone",
  ],
  [
    mozilla("(Linux; Android 15; SM-S921B) AppleWebKit/537.36 SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36"),
    "Samsung Internet",
    "Android",
  ],
])("knows %s", (userAgent, program, system) => {
  expect(deviceOf(userAgent)).toMatchObject({ program, system });
});

it("tells what is held in the hand", () => {
  expect(deviceOf(mozilla("(iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1")).handheld).toBe(true);
  expect(deviceOf(mozilla("(X11; Linux x86_64; rv:144.0) Firefox/144.0")).handheld).toBe(false);
});

it("names other programs by what they say first, and nothing by nothing", () => {
  expect(deviceOf("curl/8.9.1")).toEqual({ program: "curl", system: undefined, handheld: false });
  expect(deviceOf(null)).toEqual({ program: undefined, system: undefined, handheld: false });
});
