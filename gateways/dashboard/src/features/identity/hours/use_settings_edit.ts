import { useQueryClient } from "@tanstack/react-query";
import type { Problem } from "@/api/problem";
import type { Business } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { useEdit } from "@/commands/use_edit";
import { oneBusiness } from "@/features/identity/settings/queries";
import { oneOptions } from "@/lists/use_one";
import { changeSettings } from "./commands";

export type Settings = Business["settings"];
export interface SettingsPatch {
  timezone?: string;
  working_hours?: Partial<Settings["working_hours"]>;
  auto_assignment?: Partial<Settings["auto_assignment"]>;
  notifications?: Partial<Settings["notifications"]>;
  sign_in?: Partial<Settings["sign_in"]>;
  require_mfa?: boolean;
}

/** One group of the settings in a form of its own: saved by itself, and nobody is overwritten unseen. */
export function useSettingsEdit<Fields extends object>(
  business: Business,
  fieldsOf: (settings: Settings) => Fields,
  bodyOf: (patch: Partial<Fields>) => SettingsPatch,
) {
  const client = useQueryClient();
  const { run } = useCommand(changeSettings);
  const look = async () => {
    const now = await client.fetchQuery({ ...oneOptions(oneBusiness(business.id)), staleTime: 0 });
    return { theirs: fieldsOf(now.settings), version: now.version };
  };
  return useEdit<Fields>({
    theirs: fieldsOf(business.settings),
    version: business.version,
    send: async (patch, version) => {
      let refused: Problem | undefined;
      const input = { path: { business_id: business.id }, body: bodyOf(patch), version };
      await run(input, { refused: (problem) => (refused = problem) });
      if (!refused) await look();
      return refused;
    },
    look,
  });
}

export type SettingsEdit<Fields extends object> = ReturnType<typeof useEdit<Fields>>;
