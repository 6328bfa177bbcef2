import { useMatch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useMay } from "@/api/me_context";
import type { Business } from "@/api/types";
import { useAfterFirstScreen } from "@/early/first_screen";
import { isFinished } from "./finished";

const Checklist = lazy(async () => ({ default: (await import("./checklist")).Checklist }));

/** For who builds up a business: nothing of it is even fetched once it is done. The first page has the same list in its middle. */
export function Onboarding(props: { business: Business; folded: boolean; onLeave?: (() => void) | undefined }) {
  const mayInvite = useMay("team_invite");
  const afterFirst = useAfterFirstScreen();
  const { id } = props.business;
  const atHome = useMatch({ from: "/signed-in/b/$business/", shouldThrow: false }) !== undefined;
  const [finished, setFinished] = useState<string>();
  if (!mayInvite || !afterFirst || atHome || finished === id || isFinished(id)) return null;
  return (
    <Suspense>
      <Checklist key={id} {...props} onLeave={props.onLeave} onFinished={() => setFinished(id)} />
    </Suspense>
  );
}
