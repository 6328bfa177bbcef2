import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useEffect, useState } from "react";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import { providersQuery } from "@/api/providers";
import type { Identities as Row } from "@/api/types";
import { Button } from "@/components/button";
import { Confirm } from "@/components/confirm";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { SkeletonRows } from "@/components/skeleton";
import { useToast } from "@/components/toast";
import { textOf } from "@/features/sign_in/providers/problems";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useOne } from "@/lists/use_one";
import { ownIdentities } from "./queries";

type Identity = Row["identities"][number];

/** By whose word one signs in to this account, and by whose one could. */
export function Identities() {
  const t = useText();
  const { row } = useOne(ownIdentities);
  const { data: providers = [] } = useQuery(providersQuery);
  const { working, run } = useSaid();
  useCameBack();
  if (!row) return <SkeletonRows rows={1} label={t("common.loading")} />;
  const titleOf = (name: string) => providers.find((one) => one.name === name)?.title ?? name;
  const link = (provider: string) =>
    run(async () => {
      const { location: where } = await answer(
        api.POST("/auth/identities", { body: { provider, to: location.pathname } }),
      );
      location.assign(where);
    });
  return (
    <div className="flex flex-col gap-3">
      {row.identities.length > 0 ? (
        <ul className="divide-y divide-line rounded-control border border-line">
          {row.identities.map((identity) => (
            <IdentityRow key={identity.id} identity={identity} title={titleOf(identity.provider)} />
          ))}
        </ul>
      ) : (
        <p className="text-dense text-soft">{t("providers.none")}</p>
      )}
      {!row.has_password && <p className="text-dense text-soft">{t("providers.no_password")}</p>}
      <div className="flex flex-wrap gap-2">
        {providers.map(({ name, title }) => (
          <Button key={name} icon={Link2} working={working} onClick={() => void link(name)}>
            {t("providers.link", { name: title })}
          </Button>
        ))}
      </div>
    </div>
  );
}

function IdentityRow({ identity: { id, email, linked_at }, title }: { identity: Identity; title: string }) {
  const t = useText();
  const client = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const { working, run } = useSaid();
  const remove = () =>
    run(async () => {
      await answer(api.DELETE("/auth/identities/{identity_id}", { params: { path: { identity_id: id } } }));
      await client.invalidateQueries({ queryKey: ownIdentities.key });
    });
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <Icon of={Link2} className="text-faint" />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-dense font-medium">{email ? `${title} · ${email}` : title}</span>
        <span className="block text-meta text-faint">
          {t("providers.since")} <DateTime at={linked_at} as="date" />
        </span>
      </span>
      <Button kind="quiet" aria-label={t("providers.unlink_one", { name: title })} onClick={() => setRemoving(true)}>
        {t("providers.unlink")}
      </Button>
      <Confirm
        open={removing}
        onOpenChange={setRemoving}
        title={t("providers.unlink_one", { name: title })}
        text={t("providers.unlink.text")}
        deed={t("providers.unlink")}
        working={working}
        onConfirm={() => void remove().then(() => setRemoving(false))}
      />
    </li>
  );
}

/** Does it at once; what is refused is said in a toast. */
function useSaid() {
  const t = useText();
  const toast = useToast();
  const problemText = useProblemText();
  const [working, setWorking] = useState(false);
  async function run(what: () => Promise<void>) {
    setWorking(true);
    try {
      await what();
    } catch (error) {
      const ours = error instanceof Problem && /^(identity\.|auth\.provider_)/.test(error.rule);
      toast({ text: ours ? t(textOf(error.rule)) : problemText(error), tone: "red" });
    } finally {
      setWorking(false);
    }
  }
  return { working, run };
}

/** What came of linking one stands behind the # of this page. */
function useCameBack() {
  const t = useText();
  const toast = useToast();
  useEffect(() => {
    const said = new URLSearchParams(location.hash.slice(1));
    const problem = said.get("problem");
    if (!problem && !said.has("linked")) return;
    history.replaceState(history.state, "", location.pathname + location.search);
    if (problem) toast({ text: t(textOf(problem)), tone: "red" });
    else toast({ text: t("providers.linked"), tone: "green" });
  }, [t, toast]);
}
