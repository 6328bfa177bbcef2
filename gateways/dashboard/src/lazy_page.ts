// A page of the router, fetched when it is opened.
import { lazyRouteComponent } from "@tanstack/react-router";
import { Unreachable } from "@/api/problem";

/**
 * As the router has it, but for one that cannot be fetched: the router would load the whole application anew for that, which without a
 * server is thrown away. Here it ends on the page for what could not be shown, and is asked for again by a press there.
 */
export function lazyPage<Page extends Record<string, unknown>, Name extends keyof Page>(
  page: () => Promise<Page>,
  name: Name,
) {
  return lazyRouteComponent(() => page().catch(whyNot), name);
}

/** Out of reach, or of a release that is no more, which reloading gets over. */
async function whyNot(cause: unknown): Promise<never> {
  const reached = await fetch("/manifest.webmanifest", { method: "HEAD", cache: "no-store" }).then(
    ({ status }) => status < 500,
    () => false,
  );
  if (reached) throw new Error("the page is of another release", { cause });
  throw new Unreachable(undefined, { cause });
}
