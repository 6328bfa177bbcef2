import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { accountQuery, businessesQuery } from "@/api/account";
import type { Problem } from "@/api/problem";
import { useCommand } from "@/commands/use_command";
import { Button, buttonLook } from "@/components/button";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { lastBusiness } from "@/features/shell/last_business";
import { useText } from "@/i18n/i18n_provider";
import { createBusiness } from "./commands";
import { useLogOut } from "./session_actions";
import { SignInFrame } from "./sign_in_frame";
import { useForm } from "./use_form";

/** A business: the first one of somebody who has just signed up, or another one. */
export function NewBusinessPage() {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: businesses } = useSuspenseQuery(businessesQuery);
  const [before] = useState(() => businesses.find(({ slug }) => slug === lastBusiness()) ?? businesses[0]);
  const create = useCommand(createBusiness);
  const form = useForm<"name">(async ({ name }) => {
    let refused: Problem | undefined;
    const business = await create.run({ path: {}, body: { name } }, { refused: (problem) => (refused = problem) });
    if (refused) throw refused;
    if (!business) return;
    await client.fetchQuery({ ...businessesQuery, staleTime: 0 });
    await navigate({ to: "/b/$business", params: { business: business.slug } });
  });
  const wrongName = form.problem?.rule === "business.name_invalid" ? t("settings.name.wrong") : form.about("name");
  return (
    <SignInFrame
      title={t(before ? "sign_in.business.another" : "sign_in.business.title")}
      text={t(before ? "sign_in.business.another.text" : "sign_in.business.text")}
      problem={wrongName ? undefined : form.text}
    >
      <form onSubmit={form.submit} noValidate className="flex flex-col gap-1">
        <Field label={t("sign_in.business.name")} hint={t("sign_in.business.name.hint")} error={wrongName}>
          <TextInput name="name" autoComplete="organization" required maxLength={100} autoFocus className="min-h-10" />
        </Field>
        <Button type="submit" kind="primary" size="large" working={form.working} className="mt-3">
          {t("sign_in.business.action")}
        </Button>
      </form>
      {before ? (
        <Link to="/b/$business" params={{ business: before.slug }} className={buttonLook("quiet", "large")}>
          {t("sign_in.business.back", { name: before.name })}
        </Link>
      ) : (
        <Invited />
      )}
    </SignInFrame>
  );
}

/** Who was invited needs no business of their own, and may have signed up with another address. */
function Invited() {
  const t = useText();
  const { data: account } = useSuspenseQuery(accountQuery);
  const logOut = useLogOut();
  return (
    <>
      <p className="mt-3 text-dense text-soft">
        {t("sign_in.business.invited", { email: account?.email ?? t("common.you") })}
      </p>
      <Button kind="quiet" size="large" onClick={() => void logOut()}>
        {t("sign_in.other_account")}
      </Button>
    </>
  );
}
