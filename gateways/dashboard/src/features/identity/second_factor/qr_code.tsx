import { encode } from "uqr";

const quiet = 4; // modules of margin (ISO/IEC 18004)

/** Drawn here, so that the secret goes nowhere. Dark on light in either theme: cameras want it so. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: "M", border: 0 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + quiet} ${y + quiet}h1v1h-1z`] : [])));
  const whole = size + 2 * quiet;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${whole} ${whole}`}
      shapeRendering="crispEdges"
      className="size-48 self-center rounded-control bg-[white]"
    >
      <path d={path.join("")} fill="black" />
    </svg>
  );
}
