import { Mail } from "lucide-react";
import { useState } from "react";
import { answer, api } from "@/api/client";
import type { Account } from "@/api/types";
import { Badge } from "@/components/badge";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { DateTime } from "@/components/date_time";
import { useNow } from "@/components/now";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { Sentence } from "@/i18n/sentence";
import { ChangeEmail } from "./change_email";

/** Where mail to me goes, whether it is known to be mine, and which address is to take its place. */
export function EmailAddress({ account }: { account: Account }) {
  const t = useText();
  const [changing, setChanging] = useState(false);
  const { email, new_email, new_email_until } = account;
  const open = useNow((now_ms) => Boolean(new_email_until && Date.parse(new_email_until) > now_ms));
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span dir="auto" className="min-w-0 truncate text-body font-medium">
          {email}
        </span>
        <Badge tone={account.email_verified ? "green" : "amber"}>
          {t(account.email_verified ? "account.email.verified" : "account.email.not_verified")}
        </Badge>
        {!account.is_operator && (
          <Button className="ml-auto" onClick={() => setChanging(true)}>
            {t("account.email.change")}
          </Button>
        )}
      </div>
      {open && new_email && new_email_until ? (
        <Banner>
          <Sentence
            of="account.email.pending"
            holes={{
              new: <strong className="font-medium">{new_email}</strong>,
              old: email,
              until: <DateTime at={new_email_until} />,
            }}
          />
        </Banner>
      ) : (
        !account.email_verified && <Unverified email={email ?? ""} />
      )}
      <ChangeEmail account={account} open={changing} onOpenChange={setChanging} />
    </div>
  );
}

function Unverified({ email }: { email: string }) {
  const t = useText();
  const textOf = useProblemText();
  const toast = useToast();
  const [working, setWorking] = useState(false);

  async function send() {
    setWorking(true);
    try {
      await answer(api.POST("/auth/verify-email/send"));
      toast({ text: t("account.email.sent", { email }), tone: "green" });
    } catch (error) {
      toast({ text: textOf(error), tone: "red" });
    } finally {
      setWorking(false);
    }
  }

  return (
    <Banner
      tone="amber"
      action={
        <Button icon={Mail} working={working} onClick={() => void send()}>
          {t("account.email.send")}
        </Button>
      }
    >
      {t("account.email.unverified", { email })}
    </Banner>
  );
}
