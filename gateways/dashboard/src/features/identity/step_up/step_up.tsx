import { lazy, Suspense, useEffect, useState } from "react";
import { onStepUp } from "@/api/step_up";
import { fetchFarTexts } from "@/i18n/language";

const StepUpDialog = lazy(async () => (await Promise.all([import("./step_up_dialog"), fetchFarTexts()]))[0]);

/** Whatever is sent and wants its person to show who they are is kept until this has asked them. */
export function StepUp() {
  const [end, setEnd] = useState<(shown: boolean) => void>();
  useEffect(
    () =>
      onStepUp(
        () =>
          new Promise<boolean>((resolve) =>
            setEnd(() => (shown: boolean) => {
              setEnd(undefined);
              resolve(shown);
            }),
          ),
      ),
    [],
  );
  if (!end) return null;
  return (
    <Suspense>
      <StepUpDialog onEnd={end} />
    </Suspense>
  );
}
