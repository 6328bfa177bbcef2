// What the button on a site and the frame say to one another by postMessage. Either end checks where a message comes from before it
// looks at it, and sends only to where it knows the other one is.

export type Theme = "auto" | "light" | "dark";

export interface Hello {
  millrace: "hello"; // to the frame, whenever it has loaded
  theme: Theme;
  color?: string;
  language?: string;
  visitor?: { name?: string; email?: string };
  open: boolean;
}

export type ToFrame = Hello | { millrace: "opened" } | { millrace: "closed" };

export type ToButton =
  | { millrace: "ready" } // it has heard the hello, and may be shown here
  | { millrace: "denied" } // the business has not named this site
  | { millrace: "close" }
  | { millrace: "known"; known: boolean } // whether there is somebody whom answers may come for
  | { millrace: "unread"; count: number };

// Whether it is one of ours at all; what else is in it, the reader checks.
export function isOurs(data: unknown): data is { millrace: string } & Record<string, unknown> {
  return typeof data === "object" && data !== null && typeof (data as { millrace?: unknown }).millrace === "string";
}

// As the server keeps them: "https://shop.example", "https://*.shop.example". None: every site.
export function namesOrigin(named: readonly string[], origin: string): boolean {
  return named.some((one) => {
    const star = one.indexOf("*.");
    if (star < 0) return one === origin;
    const scheme = one.slice(0, star);
    const under = one.slice(star + 1);
    return origin.length > scheme.length + under.length && origin.startsWith(scheme) && origin.endsWith(under);
  });
}

// A colour that a site chooses: #rgb or #rrggbb, and nothing else of CSS.
export const isColor = (text: unknown): text is string =>
  typeof text === "string" && /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(text);

// Whether white is read more easily on it than black (WCAG 2.2, relative luminance).
export function wantsWhite(color: string): boolean {
  const hex = color.length === 4 ? color.replace(/[0-9a-f]/gi, "$&$&") : color;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.183;
}

// The language that somebody reads, of those that there are.
export const languageOf = (...wished: (string | undefined | null)[]): "en" | "de" => {
  const first = wished.find((one) => one);
  return first?.toLowerCase().startsWith("de") ? "de" : "en";
};
