import { useMemo, useState } from "react";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy_button";
import { useText } from "@/i18n/i18n_provider";
import type { EventInFull } from "./queries";
import { bytesOfBase64 } from "./record_bytes";

const width = 16;
const rows_at_first = 12;
const hash_bytes = 32;

/** The record byte by byte, in sixteens and as letters; the hash before it stands out. */
export function Bytes({ full: { record, chain } }: { full: EventInFull }) {
  const t = useText();
  const bytes = useMemo(() => bytesOfBase64(record.bytes), [record.bytes]);
  const [whole, setWhole] = useState(false);
  const rows = Math.ceil(bytes.length / width);
  const shown = whole ? rows : Math.min(rows, rows_at_first);
  const places = Array.from({ length: shown }, (_, row) => row * width);
  return (
    <section>
      <div className="flex items-center gap-2">
        <h2 className="flex-1 text-body font-semibold">{t("history.bytes")}</h2>
        <CopyButton text={record.bytes} label={t("history.bytes.copy")} />
      </div>
      <p className="mb-2 text-dense text-soft">{t("history.bytes.sealed")}</p>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard
        tabIndex={0}
        aria-label={t("history.bytes")}
        className="max-h-100 overflow-auto rounded-control border border-line bg-ground p-2 font-mono text-meta"
      >
        {places.map((at) => (
          <Row key={at} at={at} bytes={bytes.subarray(at, at + width)} from={chain.before_at} />
        ))}
      </section>
      {shown < rows && (
        <Button kind="quiet" onClick={() => setWhole(true)} className="mt-1">
          {t("history.bytes.more", { count: bytes.length })}
        </Button>
      )}
    </section>
  );
}

/** `from`: where the hash before it begins. */
function Row({ at, bytes, from }: { at: number; bytes: Uint8Array; from: number }) {
  const within = (place: number) => Math.min(bytes.length, Math.max(0, place - at));
  const [start, end] = [within(from), within(from + hash_bytes)];
  const letters = [...bytes].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
  return (
    <div className="flex gap-4 whitespace-pre">
      <span className="text-faint">{at.toString(16).padStart(4, "0")}</span>
      <span className="min-w-[35ch]">
        {written(bytes, 0, start)}
        {end > start && <span className="bg-accent-tint text-accent-ink">{written(bytes, start, end)}</span>}
        {written(bytes, Math.max(start, end), bytes.length)}
      </span>
      <span className="text-soft">{letters}</span>
    </div>
  );
}

/** In groups of four. */
function written(bytes: Uint8Array, from: number, until: number) {
  const gap = (place: number) => (place > 0 && place % 4 === 0 ? " " : "");
  return [...bytes.subarray(from, until)]
    .map((byte, n) => `${gap(from + n)}${byte.toString(16).padStart(2, "0")}`)
    .join("");
}
