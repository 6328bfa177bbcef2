// How the button and the panel look. Properties are set one by one through the CSSOM, which no Content-Security-Policy forbids; what
// would be a media query of a style sheet is asked of matchMedia.
import { wantsWhite } from "../protocol";

export type Style = Partial<Record<keyof CSSStyleDeclaration, string>>;

export function styled<E extends HTMLElement | SVGElement>(element: E, style: Style): E {
  Object.assign(element.style, style);
  return element;
}

const gap_px = 20;
const button_px = 56;
const top_most = "2147483000";
export const phone = "(max-width: 480px)";
export const calm = "(prefers-reduced-motion: reduce)";
export const dark = "(prefers-color-scheme: dark)";
const everywhere: Style = { top: "0", right: "0", bottom: "0", left: "0" };
export const accent = "#0b6b82";

// Of the page that it stands in, nothing is taken over.
export const hostStyle = (left: boolean): Style => ({
  all: "initial",
  position: "fixed",
  zIndex: top_most,
  bottom: `${gap_px}px`,
  left: left ? `${gap_px}px` : "auto",
  right: left ? "auto" : `${gap_px}px`,
});

export const buttonStyle = (color: string): Style => ({
  width: `${button_px}px`,
  height: `${button_px}px`,
  margin: "0",
  padding: "0",
  border: "0",
  borderRadius: "50%",
  display: "flex",
  alignItems: "center",
  justifyContent: "center",
  cursor: "pointer",
  color: wantsWhite(color) ? "#fff" : "#111",
  background: color,
  boxShadow: "0 4px 16px rgba(0, 0, 0, .24)",
  outlineOffset: "3px",
});

export const badgeStyle: Style = {
  position: "absolute",
  top: "-4px",
  right: "-4px",
  minWidth: "20px",
  height: "20px",
  padding: "0 5px",
  boxSizing: "border-box",
  borderRadius: "10px",
  background: "#b42318",
  color: "#fff",
  font: "600 12px/20px system-ui, sans-serif",
  textAlign: "center",
  pointerEvents: "none",
};

export function panelStyle(left: boolean, narrow: boolean, isDark: boolean): Style {
  const ground = isDark ? "#161817" : "#fff";
  const common: Style = { position: "fixed", overflow: "hidden", background: ground, colorScheme: "normal" };
  if (narrow)
    return {
      ...common,
      ...everywhere,
      width: "100%",
      maxWidth: "none",
      height: "100%",
      maxHeight: "none",
      borderRadius: "0",
      boxShadow: "none",
    };
  return {
    ...common,
    top: "auto",
    bottom: `${2 * gap_px + button_px}px`,
    left: left ? `${gap_px}px` : "auto",
    right: left ? "auto" : `${gap_px}px`,
    width: "400px",
    maxWidth: `calc(100vw - ${2 * gap_px}px)`,
    height: "600px",
    maxHeight: `calc(100vh - ${3 * gap_px + button_px}px)`,
    borderRadius: "12px",
    boxShadow: "0 12px 40px rgba(0, 0, 0, .28)",
  };
}

export const shownStyle = (shown: boolean, moves: boolean): Style => ({
  visibility: shown ? "visible" : "hidden",
  opacity: shown ? "1" : "0",
  transform: shown || !moves ? "none" : "translateY(8px)",
  transition: moves ? "opacity .16s ease-out, transform .16s ease-out, visibility .16s" : "none",
});

export const frameStyle: Style = {
  width: "100%",
  height: "100%",
  border: "0",
  display: "block",
  background: "transparent",
};
export const saidStyle = (isDark: boolean): Style => ({
  position: "absolute",
  ...everywhere,
  alignItems: "center",
  justifyContent: "center",
  padding: "24px",
  textAlign: "center",
  font: "400 15px/22px system-ui, sans-serif",
  color: isDark ? "#e6e6e3" : "#222",
  background: isDark ? "#161817" : "#fff",
});

// lucide: message-circle, x (ISC licence).
const drawings = {
  chat: ["M7.9 20A9 9 0 1 0 4 16.1L2 22Z"],
  cross: ["M18 6 6 18", "m6 6 12 12"],
};
export function icon(what: keyof typeof drawings): SVGSVGElement {
  const make = (name: string, attributes: Record<string, string>) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const svg = make("svg", {
    viewBox: "0 0 24 24",
    width: "26",
    height: "26",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "1.75",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  });
  for (const d of drawings[what]) svg.append(make("path", { d }));
  return svg as SVGSVGElement;
}
