import { Link } from "@tanstack/react-router";
import { Inbox, SearchX } from "lucide-react";
import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import { Button, buttonLook } from "@/components/button";
import { useCountText } from "@/components/count_text";
import { Empty } from "@/components/empty";
import { useText } from "@/i18n/i18n_provider";
import { Sentence } from "@/i18n/sentence";
import { useCount } from "@/lists/use_count";
import { conversationCount } from "./queries";
import { type Asked, askedBy, inTab, type View } from "./search";
import { SearchEverything } from "./search_everything";

/** Why the list is empty, and what to do next. */
export function NothingHere({ asked, ...ways }: { asked: Asked; onEverything: () => void; onAll: () => void }) {
  const { view, status, sort: _, ...narrowed } = asked;
  if (status || Object.values(narrowed).some(Boolean)) {
    return (
      <>
        <NothingLikeThat asked={asked} {...ways} />
        {asked.q && <SearchEverything q={asked.q} />}
      </>
    );
  }
  return <NothingInView view={view} />;
}

/** The tab may hide it, too: then the way to where it is comes first. */
function NothingLikeThat({
  asked,
  onEverything,
  onAll,
}: {
  asked: Asked;
  onEverything: () => void;
  onAll: () => void;
}) {
  const t = useText();
  const countText = useCountText();
  const inOneTab = asked.view !== "all";
  const { sort: _, ...narrowed } = asked;
  const elsewhere = conversationCount(useBusinessId(), askedBy(inTab(narrowed, "all")));
  const { total = 0 } = useCount(elsewhere, inOneTab);
  const hidden = inOneTab && total > 0;
  return (
    <Empty
      icon={SearchX}
      title={t(inOneTab ? "inbox.empty.elsewhere.title" : "inbox.empty.narrowed.title")}
      text={t(hidden ? "inbox.empty.elsewhere.text" : "inbox.empty.narrowed.text")}
      action={
        <span className="flex flex-wrap justify-center gap-2">
          {hidden && (
            <Button kind="primary" onClick={onAll}>
              {t("inbox.empty.elsewhere.action", { number: countText(total) ?? "", tab: t("inbox.view.all") })}
            </Button>
          )}
          <Button onClick={onEverything}>{t("inbox.empty.narrowed.action")}</Button>
        </span>
      }
    />
  );
}

function NothingInView({ view }: { view: View }) {
  const t = useText();
  const business = useBusinessId();
  const { total } = useCount(conversationCount(business, askedBy({ view: "all" })), useMay("conversations_view_all"));
  if (total === 0) return <NobodyHasWritten />;
  return <Empty icon={Inbox} title={t(`inbox.empty.${view}.title`)} text={t(`inbox.empty.${view}.text`)} />;
}

/** A business that begins: what has to be there for somebody to write. */
function NobodyHasWritten() {
  const t = useText();
  const mayInvite = useMay("team_invite");
  return (
    <Empty
      icon={Inbox}
      title={t("inbox.empty.all.title")}
      text={t("inbox.empty.new.text")}
      action={
        <span className="flex flex-col items-center gap-2">
          <Link from="/b/$business" to="/b/$business/settings/widget" className={buttonLook("primary")}>
            {t("onboarding.widget")}
          </Link>
          {mayInvite && (
            <Link from="/b/$business" to="/b/$business/team" search={{ invite: true }} className={buttonLook("quiet")}>
              {t("onboarding.invite")}
            </Link>
          )}
          {mayInvite && (
            <span className="pt-2 text-meta text-balance text-faint">
              <Sentence
                of="inbox.empty.new.import"
                holes={{ route: <code className="font-mono">POST /import/conversations</code> }}
              />
            </span>
          )}
        </span>
      }
    />
  );
}
