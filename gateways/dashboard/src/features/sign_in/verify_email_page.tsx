import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { accountQuery } from "@/api/account";
import { answer, api } from "@/api/client";
import { hasSession } from "@/api/csrf";
import { isFinal } from "@/api/problem";
import type { Account } from "@/api/types";
import { Button, buttonLook } from "@/components/button";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { linkToken } from "./link_token";
import { SignInFrame } from "./sign_in_frame";

type Kind = "own" | "change_at_old" | "change_at_new";

/** A token says by its beginning which link it came with. */
function kindOf(token: string | undefined): Kind {
  if (token?.startsWith("ec_")) return "change_at_old";
  return token?.startsWith("en_") ? "change_at_new" : "own";
}

/** Nothing is confirmed before the button is pressed: programs that look through mail follow links, too. */
export function VerifyEmailPage() {
  const t = useText();
  const textOf = useProblemText();
  const client = useQueryClient();
  const [token] = useState(linkToken);
  const [working, setWorking] = useState(false);
  /** As whom this browser is signed in, if it is the same person. */
  const [confirmed, setConfirmed] = useState<{ by: Account | undefined }>();
  const [error, setError] = useState<unknown>();
  const kind = kindOf(token);

  async function confirm(token: string) {
    setWorking(true);
    setError(undefined);
    try {
      const { id } = await answer(api.POST("/auth/verify-email", { body: { token } }));
      const me = await client.fetchQuery({ ...accountQuery, staleTime: 0 }).catch(() => null);
      setConfirmed({ by: me?.id === id ? me : undefined });
    } catch (refused) {
      setError(refused);
    } finally {
      setWorking(false);
    }
  }

  if (confirmed) return <Confirmed kind={kind} account={confirmed.by} />;
  if (token === undefined || isFinal(error)) return <Useless kind={kind} error={error} />;
  return (
    <SignInFrame
      title={t(`account.verify.${kind}.title`)}
      text={t(`account.verify.${kind}.text`)}
      problem={error === undefined ? undefined : textOf(error)}
    >
      <Button kind="primary" size="large" working={working} onClick={() => void confirm(token)} autoFocus>
        {t(`account.verify.${kind}.action`)}
      </Button>
    </SignInFrame>
  );
}

/** A change takes both links; who is signed in is told whether the other one is still to come. */
function Confirmed({ kind, account }: { kind: Kind; account: Account | undefined }) {
  const t = useText();
  const email = account?.email ?? "";
  const text =
    kind === "own"
      ? t("account.verified.text")
      : account === undefined
        ? t("account.changed.perhaps")
        : account.new_email
          ? t("account.changed.half", { email: kind === "change_at_old" ? account.new_email : email })
          : t("account.changed.text", { email });
  return (
    <SignInFrame title={t(kind === "own" ? "account.verified" : "account.changed")} text={text}>
      <Onward />
    </SignInFrame>
  );
}

function Useless({ kind, error }: { kind: Kind; error: unknown }) {
  const t = useText();
  const textOf = useProblemText();
  const [sent, setSent] = useState<"sending" | "sent">();
  const [problem, setProblem] = useState<unknown>();
  const again = kind === "own" && hasSession();

  async function send() {
    setSent("sending");
    setProblem(undefined);
    try {
      await answer(api.POST("/auth/verify-email/send"));
      setSent("sent");
    } catch (refused) {
      setProblem(refused);
      setSent(undefined);
    }
  }

  if (sent === "sent") {
    return (
      <SignInFrame title={t("account.link.sent")} text={t("account.link.sent.text")}>
        <Onward />
      </SignInFrame>
    );
  }
  return (
    <SignInFrame
      title={t("account.link.useless")}
      text={error === undefined ? t("account.link.none") : textOf(error)}
      problem={problem === undefined ? undefined : textOf(problem)}
    >
      {!again && <p className="text-dense text-soft">{t("account.link.in_settings")}</p>}
      {again && (
        <Button kind="primary" size="large" working={sent === "sending"} onClick={() => void send()} autoFocus>
          {t("account.link.another")}
        </Button>
      )}
      <Onward />
    </SignInFrame>
  );
}

function Onward() {
  const t = useText();
  const signedIn = hasSession();
  return (
    <Link to={signedIn ? "/" : "/sign-in"} className={buttonLook("plain", "large")}>
      {t(signedIn ? "page.gone.action" : "sign_in.log_in")}
    </Link>
  );
}
