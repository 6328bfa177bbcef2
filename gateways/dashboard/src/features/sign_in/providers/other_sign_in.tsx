import { useQuery } from "@tanstack/react-query";
import { businessesQuery } from "@/api/account";
import { providersQuery } from "@/api/providers";
import { Button } from "@/components/button";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useLogOut } from "../session_actions";

/** In place of a business that does not let in who has signed in like this. */
export default function OtherSignIn() {
  const t = useText();
  const logOut = useLogOut();
  const here = location.pathname + location.search;
  const slug = /^\/app\/b\/([^/]+)/.exec(here)?.[1];
  const business = useQuery(businessesQuery).data?.find((one) => one.slug === slug);
  const all = useQuery(providersQuery).data ?? [];
  useTitle(t("providers.other.title"));
  const policy = business?.settings.sign_in;
  const ways = all
    .filter(({ name }) => !policy?.providers || policy.providers.includes(name))
    .map(({ title }) => title);
  if (policy?.password) ways.unshift(t("providers.policy.password"));
  return (
    <main className="grid min-h-dvh place-items-center bg-ground p-4 text-ink">
      <div className="flex w-full max-w-form flex-col gap-6">
        <header>
          <h1 className="text-head font-semibold">{t("providers.other.title")}</h1>
          <p className="mt-1 text-body text-soft">
            {business
              ? t("providers.other.text", { business: business.name, ways: ways.join(", ") })
              : t("providers.other.text.any")}
          </p>
        </header>
        <Button kind="primary" size="large" onClick={() => void logOut(here)}>
          {t("providers.other.action")}
        </Button>
      </div>
    </main>
  );
}
