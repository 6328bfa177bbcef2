import type { KeyboardEvent } from "react";
import { exactTime } from "@/components/times";
import { useI18n } from "@/i18n/i18n_provider";
import { atPlace, drawnMarks, type Mark, placeOf, type Scale } from "./moments";

const steps = 10_000;

export interface SliderProps {
  at: string;
  scale: Scale;
  moments: readonly Mark[];
  onMove: (at: string) => void;
  /** To the event before, and on to the one after. */
  onBack: () => void;
  onOn: () => void;
  /** One has just come here. */
  focus: boolean;
}

function takeFocus(slider: HTMLInputElement | null) {
  slider?.focus({ preventScroll: true });
}

/** From when it began to now, with a mark for each event; arrow keys go from one to the next, a hand near one takes it. */
export function Slider({ at, scale, moments, onMove, onBack, onOn, focus }: SliderProps) {
  const formats = useI18n();
  const { t } = formats;
  function press(event: KeyboardEvent) {
    const back = event.key === "ArrowLeft" || event.key === "ArrowDown";
    const on = event.key === "ArrowRight" || event.key === "ArrowUp";
    if (!back && !on) return;
    event.preventDefault();
    if (back) onBack();
    else onOn();
  }
  const place = placeOf(at, scale);
  return (
    <span className="relative flex h-8 min-w-0 flex-1 items-center">
      <span aria-hidden className="pointer-events-none absolute inset-x-2 inset-y-0">
        <span className="absolute inset-x-0 top-1/2 h-0.5 -translate-y-1/2 rounded-full bg-amber-line" />
        {drawnMarks(moments, scale).map((mark) => (
          <span
            key={mark}
            className="absolute top-1/2 h-3 w-0.5 -translate-1/2 rounded-full bg-amber-mark"
            style={{ left: `${mark * 100}%` }}
          />
        ))}
      </span>
      <input
        ref={focus ? takeFocus : undefined}
        type="range"
        min={0}
        max={steps}
        value={Math.round(place * steps)}
        aria-label={t("past.slider")}
        aria-valuetext={exactTime(Date.parse(at), formats)}
        onChange={(event) => onMove(atPlace(Number(event.target.value) / steps, scale, moments))}
        onKeyDown={press}
        className="relative h-8 w-full cursor-pointer appearance-none rounded-control bg-transparent [&::-moz-range-thumb]:size-4 [&::-moz-range-thumb]:rounded-full [&::-moz-range-thumb]:border-2 [&::-moz-range-thumb]:border-amber-ink [&::-moz-range-thumb]:bg-raised [&::-webkit-slider-thumb]:size-4 [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:border-2 [&::-webkit-slider-thumb]:border-solid [&::-webkit-slider-thumb]:border-amber-ink [&::-webkit-slider-thumb]:bg-raised"
      />
    </span>
  );
}
