import { useState } from "react";
import { useMay } from "@/api/me_context";
import type { Business } from "@/api/types";
import { finish, isFinished } from "./finished";
import { StepList } from "./step_list";
import { steps } from "./steps";
import { useStepsDone } from "./use_steps_done";

/** On the first page of a business that has yet to begin: what is left to do, where one sees it. */
export function Welcome({ business }: { business: Business }) {
  const mayInvite = useMay("team_invite");
  const [hidden, setHidden] = useState(() => isFinished(business.id));
  return mayInvite && !hidden ? <Steps business={business} onHide={() => setHidden(true)} /> : null;
}

function Steps({ business, onHide }: { business: Business; onHide: () => void }) {
  const done = useStepsDone(business.id);
  if (!done || done.size === steps.length) return null;
  return (
    <div className="max-w-dialog-wide rounded-panel border border-line bg-panel">
      <StepList
        business={business}
        done={done}
        onGo={() => {}}
        onHide={() => {
          finish(business.id);
          onHide();
        }}
      />
    </div>
  );
}
