import { useEffect, useRef } from "react";
import { Spinner } from "@/components/spinner";
import { useText } from "@/i18n/i18n_provider";
import { type FactorWanted, useSignIn } from "../session_actions";
import { textOf } from "./problems";

export interface CameBackProps {
  /** As the server has put it behind the # of the log-in page: signed_in, mfa_token=…&methods=… or problem=CODE. */
  hash: string;
  to: string | undefined;
  /** Nobody is signed in: what else the account wants, or why not. */
  onEnd: (wanted: FactorWanted | undefined, refused: string | undefined) => void;
}

export default function CameBack({ hash, to, onEnd }: CameBackProps) {
  const t = useText();
  const { signedIn } = useSignIn();
  const read = useRef(false);
  useEffect(() => {
    if (read.current) return; // effects run twice while one develops
    read.current = true;
    history.replaceState(history.state, "", location.pathname + location.search);
    const said = new URLSearchParams(hash);
    const token = said.get("mfa_token");
    if (said.has("signed_in")) void signedIn(to).catch(() => onEnd(undefined, t("providers.failed")));
    else if (token) onEnd({ mfa_token: token, methods: said.get("methods")?.split(",") ?? [] }, undefined);
    else onEnd(undefined, t(textOf(said.get("problem") ?? "")));
  });
  return (
    <main className="grid min-h-dvh place-items-center bg-ground">
      <Spinner />
    </main>
  );
}
