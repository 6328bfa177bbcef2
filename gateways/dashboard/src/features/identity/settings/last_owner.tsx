import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { businessesQuery } from "@/api/account";
import { Banner } from "@/components/banner";
import { useText } from "@/i18n/i18n_provider";

/** Which businesses would be left without an owner, and where that is mended. The server names them in a sentence. */
export function LastOwner({ said, onGo }: { said: string; onGo: () => void }) {
  const t = useText();
  const { data: businesses = [] } = useQuery(businessesQuery);
  const named = businesses.filter(({ name }) => said.includes(name));
  return (
    <Banner tone="red">
      {t("account.last_owner")} {named.length === 0 && said}
      {named.map(({ id, name, slug }) => (
        <Link
          key={id}
          to="/b/$business/team"
          params={{ business: slug }}
          onClick={onGo}
          className="mr-2 font-medium underline underline-offset-2"
        >
          {t("account.last_owner.team", { business: name })}
        </Link>
      ))}
    </Banner>
  );
}
