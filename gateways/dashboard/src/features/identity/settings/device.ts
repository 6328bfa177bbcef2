// What a browser calls itself, in words that its owner knows: "Firefox on Windows".

const browsers: readonly [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, "Edge"],
  [/OPR\/|Opera/, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/CriOS\/|Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: readonly [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Macintosh|Mac OS X/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

export interface Device {
  /** The browser; of other programs the first word of what they say. */
  program: string | undefined;
  system: string | undefined;
  handheld: boolean;
}

export function deviceOf(userAgent: string | null | undefined): Device {
  const text = userAgent ?? "";
  const named = (of: readonly [RegExp, string][]) => of.find(([sign]) => sign.test(text))?.[1];
  return {
    program: named(browsers) ?? (/^[\w.+-]+/.exec(text)?.[0] || undefined),
    system: named(systems),
    handheld: /iPhone|iPad|Android|Mobile/.test(text),
  };
}
