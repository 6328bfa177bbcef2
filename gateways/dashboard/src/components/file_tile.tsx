import { Download, File, FileImage, FileText, type LucideIcon, RotateCw, X } from "lucide-react";
import { useI18n, useText } from "@/i18n/i18n_provider";
import { cx } from "./cx";
import { Icon } from "./icon";
import { IconButton } from "./icon_button";

export interface FileTileProps {
  name: string;
  size_bytes: number;
  mime?: string;
  /** A small picture of it. */
  preview?: string;
  /** 0…1 while it is on its way. */
  progress?: number;
  /** What went wrong; it may then be tried again. */
  error?: string;
  href?: string;
  onRemove?: () => void;
  onRetry?: () => void;
}

function iconOf(mime: string): LucideIcon {
  if (mime.startsWith("image/")) return FileImage;
  return /^text\/|pdf|document/.test(mime) ? FileText : File;
}

export function sizeText(size_bytes: number, locale: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(units.length - 1, size_bytes > 0 ? Math.floor(Math.log10(size_bytes) / 3) : 0);
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: units[step],
    unitDisplay: "short",
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(size_bytes / 1000 ** step);
}

export function FileTile({
  name,
  size_bytes,
  mime = "",
  preview,
  progress,
  error,
  href,
  onRemove,
  onRetry,
}: FileTileProps) {
  const t = useText();
  const { locale } = useI18n();
  return (
    <div
      className={cx(
        "relative flex min-h-12 w-60 max-w-full items-center gap-2 overflow-hidden rounded-control border bg-panel pr-1 pl-2",
        error ? "border-red-line" : "border-line",
      )}
    >
      {preview ? (
        <img src={preview} alt="" className="size-8 rounded-control object-cover" />
      ) : (
        <Icon of={iconOf(mime)} className="mx-2 text-faint" />
      )}
      <div className="min-w-0 flex-1">
        <p dir="auto" title={name} className="truncate text-dense text-ink">
          {name}
        </p>
        <p className={cx("truncate text-meta tabular-nums", error ? "text-red-ink" : "text-faint")}>
          {error ?? sizeText(size_bytes, locale)}
        </p>
      </div>
      {error && onRetry && <IconButton icon={RotateCw} label={t("common.retry")} onClick={onRetry} />}
      {href && (
        <a
          href={href}
          download={name}
          aria-label={t("parts.download", { name })}
          title={t("parts.download", { name })}
          className="grid size-8 place-items-center rounded-control text-soft hover:bg-hover hover:text-ink"
        >
          <Icon of={Download} />
        </a>
      )}
      {onRemove && <IconButton icon={X} label={t("parts.remove", { name })} onClick={onRemove} />}
      {progress !== undefined && !error && (
        <span
          role="progressbar"
          aria-label={name}
          aria-valuenow={Math.round(progress * 100)}
          aria-valuemin={0}
          aria-valuemax={100}
          className="absolute inset-x-0 bottom-0 h-0.5 bg-hover"
        >
          <span className="block h-full bg-accent-mark transition-[width]" style={{ width: `${progress * 100}%` }} />
        </span>
      )}
    </div>
  );
}
