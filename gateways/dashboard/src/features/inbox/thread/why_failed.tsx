import { useWhy } from "@/features/connect/integrations/why";

/** Why a message has not arrived, or not gone out yet, behind the word that it has not. */
export default function WhyFailed({ why }: { why: string }) {
  return <>: {useWhy()(why)}</>;
}
