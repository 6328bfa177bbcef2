import { getRouteApi } from "@tanstack/react-router";
import { NewTicketDialog } from "./new_ticket_dialog";

const route = getRouteApi("/signed-in/b/$business/tickets/new");

/** Over the tickets: what is written goes into the list beneath. */
export function NewTicketPage() {
  const navigate = route.useNavigate();
  const { for: customer } = route.useSearch();
  return (
    <NewTicketDialog
      {...(customer ? { about: { customer } } : {})}
      onClose={() => void navigate({ to: "/b/$business/tickets", search: ({ for: _, ...before }) => before })}
      onOpened={({ id }) =>
        void navigate({
          to: "/b/$business/tickets/$ticket",
          params: { ticket: id },
          search: ({ for: _, ...before }) => before,
          replace: true,
        })
      }
    />
  );
}
