import { buttonLook } from "@/components/button";
import { useText } from "@/i18n/i18n_provider";

export interface Provider {
  name: string;
  title: string;
}

/** Each leads away, to the provider; it leads back to the log-in page. */
export default function Buttons({ providers, to }: { providers: readonly Provider[]; to: string | undefined }) {
  const t = useText();
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-3 text-meta text-faint">
        <span className="h-px flex-1 bg-line" />
        {t("providers.or")}
        <span className="h-px flex-1 bg-line" />
      </div>
      {providers.map(({ name, title }) => (
        <a
          key={name}
          href={`/auth/oauth/${name}${to ? `?to=${encodeURIComponent(to)}` : ""}`}
          className={buttonLook("plain", "large")}
        >
          {t("providers.by", { name: title })}
        </a>
      ))}
    </div>
  );
}
