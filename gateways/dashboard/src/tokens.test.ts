import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

type Colour = { lightness: number; chroma: number; hue: number; alpha: number };
type Rgb = [number, number, number];

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");

function block(selector: string): Map<string, string> {
  const from = css.indexOf(`\n${selector} {`);
  const body = css.slice(from, css.indexOf("\n}", from));
  return new Map(
    [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name as string, value as string]),
  );
}

const light = block(":root");
const themes = { light, dark: new Map([...light, ...block('[data-theme="dark"]')]) };

function colourOf(theme: Map<string, string>, name: string): Colour {
  const value = theme.get(name);
  if (!value) throw new Error(`no token --${name}`);
  const other = /^var\(--([\w-]+)\)$/.exec(value);
  if (other) return colourOf(theme, other[1] as string);
  const parts = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)(?: \/ ([\d.]+))?\)$/.exec(value);
  if (!parts) throw new Error(`--${name} is ${value}`);
  return { lightness: Number(parts[1]), chroma: Number(parts[2]), hue: Number(parts[3]), alpha: Number(parts[4] ?? 1) };
}

/** Linear light, as Björn Ottosson gives the way from Oklab. */
function linear({ lightness, chroma, hue }: Colour): Rgb {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

const encode = (part: number) => (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055);
const decode = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const clamp = (part: number) => Math.min(1, Math.max(0, part));

/** What is seen: browsers lay one colour over another in encoded sRGB. */
function seen(theme: Map<string, string>, layers: readonly string[]): Rgb {
  let below: Rgb = [0, 0, 0];
  for (const name of layers) {
    const colour = colourOf(theme, name);
    const above = linear(colour).map((part) => encode(clamp(part)));
    below = below.map((part, at) => (above[at] ?? 0) * colour.alpha + part * (1 - colour.alpha)) as Rgb;
  }
  return below;
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map(decode) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(theme: Map<string, string>, text: string, grounds: readonly string[]): number {
  const [a, b] = [luminance(seen(theme, [...grounds, text])), luminance(seen(theme, grounds))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const surfaces = ["ground", "panel", "raised"];
const overlays = ["hover", "press", "selected"];
const grounds = surfaces.flatMap((surface) => [[surface], ...overlays.map((overlay) => [surface, overlay])]);
const states = ["green", "amber", "red", "violet"];

describe.each(Object.entries(themes))("the %s theme", (_, theme) => {
  const under = (least: number, pairs: (readonly [string, readonly string[]])[]) =>
    pairs
      .map(([text, ground]) => ({ text, ground: ground.join("+"), ratio: contrast(theme, text, ground) }))
      .filter(({ ratio }) => ratio < least)
      .map(({ text, ground, ratio }) => `${text} on ${ground}: ${ratio.toFixed(2)}`);

  it("lets every text be read on every ground", () => {
    const texts = ["ink", "soft", "faint", "accent-ink"];
    expect(
      under(
        4.5,
        texts.flatMap((text) => grounds.map((ground) => [text, ground] as const)),
      ),
    ).toEqual([]);
  });

  it("lets the words of a state be read on its tint and on what the tint lies on", () => {
    const places = states.flatMap((state) =>
      [[`${state}-tint`], ...surfaces.map((surface) => [surface])].map((ground) => [`${state}-ink`, ground] as const),
    );
    expect(
      under(4.5, [...places, ["accent-ink", ["accent-tint"]], ["ink", ["violet-tint"]], ["faint", ["violet-tint"]]]),
    ).toEqual([]);
  });

  it("lets what is written on filled buttons, avatars and tooltips be read", () => {
    const filled = ["accent", "accent-hover", "red-solid", "red-solid-hover"].map(
      (ground) => ["on-accent", [ground]] as const,
    );
    const faces = [1, 2, 3, 4, 5, 6].map((face) => ["avatar-ink", [`avatar-${face}`]] as const);
    expect(under(4.5, [...filled, ...faces, ["panel", ["ink"]]])).toEqual([]);
  });

  it("lets marks, rings and the lines of charts be told from their ground", () => {
    const marks = [
      "line-mark",
      "n-9",
      "focus",
      "accent-mark",
      ...states.map((state) => `${state}-mark`),
      ...[1, 2, 3, 4, 5].map((at) => `chart-${at}`),
    ];
    expect(
      under(
        3,
        marks.flatMap((mark) => surfaces.map((surface) => [mark, [surface]] as const)),
      ),
    ).toEqual([]);
  });

  it("names colours that every screen can show", () => {
    const outside = [...theme]
      .filter(([, value]) => value.startsWith("oklch"))
      .filter(([name]) => linear(colourOf(theme, name)).some((part) => part < -0.001 || part > 1.001));
    expect(outside.map(([name]) => name)).toEqual([]);
  });
});

describe("what sets colours, sizes of type and radii", () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter(
    (path) => /\.tsx?$/.test(path) && !path.includes(".test."),
  );

  it("is tokens.css alone", () => {
    const own = /#[0-9a-f]{6}\b|\boklch\(|\brgba?\(|\bhsla?\(|\btext-\[\d|\brounded-\[|\bshadow-\[|\bbg-\[(?:#|var)/i;
    const found = sources.filter((path) => own.test(readFileSync(join(import.meta.dirname, path), "utf8")));
    expect(found).toEqual([]);
  });

  it("defines light what it defines dark", () => {
    expect([...block('[data-theme="dark"]').keys()].filter((name) => !light.has(name))).toEqual([]);
  });
});

it("the window of the installed application opens in the colour of the page", () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../public/manifest.webmanifest"), "utf8"));
  const hex = seen(light, ["ground"]).map((part) =>
    Math.round(part * 255)
      .toString(16)
      .padStart(2, "0"),
  );
  expect(manifest.background_color).toBe(`#${hex.join("")}`);
  expect(manifest.theme_color).toBe(manifest.background_color);
});
