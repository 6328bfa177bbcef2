import { type FormEvent, useState } from "react";
import { Problem } from "@/api/problem";
import { type Translate, useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";

type Wrong<Names extends string> = Partial<Record<Names, string>>;

/** Sends what a form (`noValidate`) holds; keeps it, and says what was wrong with it until that is written anew. */
export function useForm<Names extends string>(send: (input: Record<Names, string>) => Promise<unknown>) {
  const t = useText();
  const textOf = useProblemText();
  const [working, setWorking] = useState(false);
  const [wrong, setWrong] = useState<Wrong<Names>>({});
  const [error, setError] = useState<unknown>();
  const [forget] = useState(() => ({ target }: Event) => {
    setWrong((before) => ({ ...before, [(target as HTMLInputElement).name]: undefined }));
    setError(undefined);
  });

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (working) return;
    const form = event.currentTarget;
    const input = Object.fromEntries(new FormData(form)) as Record<Names, string>;
    form.addEventListener("input", forget);
    function say(fields: readonly (readonly [HTMLInputElement, string])[]) {
      setWrong(Object.fromEntries(fields.map(([{ name }, what]) => [name, what])) as Wrong<Names>);
      fields[0]?.[0].focus();
      return fields.length > 0;
    }
    setError(undefined);
    const fields = [...form.querySelectorAll("input")];
    if (say(fields.flatMap((field) => (field.validity.valid ? [] : [[field, whatIsWrong(t, field)]])))) return;
    setWorking(true);
    try {
      await send(input);
    } catch (caught) {
      setError(caught);
      if (!(caught instanceof Problem)) return;
      say(
        fields.flatMap((field) => {
          const what = caught.about(`/${field.name}`);
          return what ? [[field, what]] : [];
        }),
      );
    } finally {
      setWorking(false);
    }
  }

  const about = (name: Names): string | undefined => wrong[name];
  const atField = Object.values(wrong).some(Boolean);
  return {
    submit,
    working,
    about,
    problem: error instanceof Problem ? error : undefined,
    /** What is not said at a field. */
    text: error === undefined || atField ? undefined : textOf(error),
  };
}

/** In our words and the person's language: a browser says it in its own, over what one reads. */
function whatIsWrong(t: Translate, { validity, minLength }: HTMLInputElement) {
  if (validity.valueMissing) return t("common.field.missing");
  if (validity.tooShort) return t("common.field.short", { count: minLength });
  return t("common.field.email");
}
