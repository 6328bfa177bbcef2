// Inside it a page is as it was: what asks for a thing asks for it as of then, and nothing can be done to it.
import { createContext, type ReactNode, use, useMemo } from "react";
import { MeProvider, useMe } from "@/api/me_context";

const Context = createContext<string | undefined>(undefined);

/** As of when this page is shown; nothing: as it is now. */
export function useThen(): string | undefined {
  return use(Context);
}

/** What one may there: look. */
export function viewing(permissions: readonly string[]): string[] {
  return permissions.filter((name) => /(^|[._])view(_|$)/.test(name));
}

export function Past({ at, children }: { at: string | undefined; children: ReactNode }) {
  const me = useMe();
  const shown = useMemo(() => (at === undefined ? me : { ...me, permissions: viewing(me.permissions) }), [me, at]);
  return (
    <Context value={at}>
      <MeProvider value={shown}>{children}</MeProvider>
    </Context>
  );
}
