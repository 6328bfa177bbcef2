import { useText } from "@/i18n/i18n_provider";

/** Its line is always there, so that nothing moves when somebody begins. */
export function TypingLine({
  writers,
  customerName,
  nameOf,
}: {
  writers: readonly string[];
  customerName: string;
  nameOf: (member: string) => string | undefined;
}) {
  const t = useText();
  const names = writers.map((who) => nameOf(who) ?? customerName);
  const [name] = names;
  return (
    <p aria-live="polite" dir="auto" className="h-5 shrink-0 truncate px-5 text-meta text-faint">
      {name !== undefined && (names.length > 1 ? t("thread.typing.several") : t("thread.typing", { name }))}
    </p>
  );
}
