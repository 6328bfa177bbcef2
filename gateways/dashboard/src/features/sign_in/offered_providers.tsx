import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { providersQuery } from "@/api/providers";
import { fetchFarTexts } from "@/i18n/language";

const Buttons = lazy(async () => (await Promise.all([import("./providers/buttons"), fetchFarTexts()]))[0]);

/** By whose word one can sign in. Where there is nobody, nothing is fetched for it. */
export function Providers({ to }: { to: string | undefined }) {
  const { data } = useQuery(providersQuery);
  if (!data?.length) return null;
  return (
    <Suspense>
      <Buttons providers={data} to={to} />
    </Suspense>
  );
}
