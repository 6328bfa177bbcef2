import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { CloudOff } from "lucide-react";
import { lazy, Suspense } from "react";
import { Problem, Unreachable } from "@/api/problem";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { useText } from "@/i18n/i18n_provider";
import { fetchFarTexts } from "@/i18n/language";
import { useProblemText } from "@/i18n/problem_text";
import { GonePage } from "./gone_page";

const EnrolPage = lazy(
  async () => (await Promise.all([import("@/features/identity/second_factor/enrol_page"), fetchFarTexts()]))[0],
);

const OtherSignIn = lazy(
  async () => (await Promise.all([import("@/features/sign_in/providers/other_sign_in"), fetchFarTexts()]))[0],
);

export function ProblemPage(props: ErrorComponentProps) {
  return <Shown {...props} as="main" />;
}

/** In place of one page, within what is around it. */
export function ProblemHere(props: ErrorComponentProps) {
  return <Shown {...props} as="div" />;
}

/** A page that could not be shown. One that could not be fetched though the server is there belongs to an older release. */
function Shown({ error, reset, as: Place }: ErrorComponentProps & { as: "main" | "div" }) {
  const t = useText();
  const textOf = useProblemText();
  const router = useRouter();
  if (error instanceof Problem && (error.status === 404 || error.status === 410)) return <GonePage />;
  const told = error instanceof Problem || error instanceof Unreachable;
  const retry = () => {
    reset();
    void router.invalidate();
  };
  if (error instanceof Problem && error.rule === "auth.mfa_enrolment_required")
    return (
      <Suspense>
        <EnrolPage onDone={retry} />
      </Suspense>
    );
  if (error instanceof Problem && error.rule === "auth.other_sign_in_required")
    return (
      <Suspense>
        <OtherSignIn />
      </Suspense>
    );
  return (
    <Place className="grid min-h-full place-items-center">
      <Empty
        alone
        icon={CloudOff}
        title={t("page.problem.title")}
        text={told ? textOf(error) : t("page.outdated.text")}
        action={
          <Button onClick={told ? retry : () => location.reload()}>
            {told ? t("common.retry") : t("page.outdated.action")}
          </Button>
        }
      />
    </Place>
  );
}
