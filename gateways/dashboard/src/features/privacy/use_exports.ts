import { useQueryClient } from "@tanstack/react-query";
import { useBusinessId } from "@/api/business_context";
import { useCommand } from "@/commands/use_command";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { startExport } from "./commands";
import { exportList } from "./queries";
import { useAgainWhile } from "./use_again";

/** The exports there are, looked at again while one is being made; and what begins one, of a customer or of everything. */
export function useExports(wanted = true) {
  const t = useText();
  const client = useQueryClient();
  const business = useBusinessId();
  const toast = useToast();
  const list = useList(exportList(business), wanted);
  const { run, working } = useCommand(startExport);
  useAgainWhile(
    list.rows.some(({ status }) => status === "running"),
    list.retry,
  );
  async function begin(customer?: string) {
    const begun = await run({ path: {}, body: customer ? { customer_id: customer } : {} });
    if (begun === undefined) return;
    toast({ text: t("privacy.export.begun") });
    await client.invalidateQueries({ queryKey: exportList(business).key });
  }
  return { list, begin, working };
}
