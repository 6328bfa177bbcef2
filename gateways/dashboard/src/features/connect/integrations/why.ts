import { useText } from "@/i18n/i18n_provider";

const known = [
  "unauthorised",
  "blocked",
  "refused",
  "refused_address",
  "unreachable",
  "timeout",
  "not_now",
  "over",
  "paused",
  "server_error",
  "window_closed",
] as const;

/** Why something does not go out, in words; a reason of a later release as the server calls it. */
export function useWhy() {
  const t = useText();
  return (why: string) => {
    const end = known.find((reason) => why.endsWith(`.${reason}`));
    return end ? t(`integrations.why.${end}`) : why;
  };
}
