import type { ReactNode } from "react";
import { Banner } from "@/components/banner";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";

/** One form in the middle of a quiet page. */
export function SignInFrame({
  title,
  text,
  problem,
  children,
  foot,
}: {
  title: string;
  text?: string | undefined;
  /** What went wrong, said above the form. */
  problem?: string | undefined;
  children: ReactNode;
  foot?: ReactNode;
}) {
  const t = useText();
  useTitle(title);
  return (
    <main className="grid min-h-dvh place-items-center bg-ground p-4">
      <div className="flex w-full max-w-90 flex-col">
        <img src="/icon.svg" alt={t("app.name")} width={32} height={32} className="mb-6" />
        <h1 className="text-head font-semibold">{title}</h1>
        {text && <p className="mt-1 text-body text-soft">{text}</p>}
        <div className="mt-6 flex flex-col gap-3">
          {problem && <Banner tone="red">{problem}</Banner>}
          {children}
        </div>
        {foot && <p className="mt-6 text-dense text-soft">{foot}</p>}
      </div>
    </main>
  );
}
