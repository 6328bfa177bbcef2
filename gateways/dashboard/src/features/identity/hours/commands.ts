import { command } from "@/commands/command";

/** The answer tells what was set, not where in the business it stands: who sends it looks again. */
export const changeSettings = command("patch", "/businesses/{business_id}/settings", { lane: () => "business" });
