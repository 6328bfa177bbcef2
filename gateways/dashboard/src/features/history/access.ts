import { useMe } from "@/api/me_context";

/** What has happened, and how things were, is for the owner and admins of a business. */
export function useMaySeeHistory() {
  const { role } = useMe();
  return role === "owner" || role === "admin";
}
