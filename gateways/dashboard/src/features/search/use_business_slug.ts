import { useParams } from "@tanstack/react-router";

/** The business in the address, for links that leave this screen. */
export function useBusinessSlug() {
  return useParams({ from: "/signed-in/b/$business" }).business;
}
