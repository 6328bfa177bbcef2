import { useNavigate } from "@tanstack/react-router";
import { useMe } from "@/api/me_context";
import { NewCustomer } from "@/features/inbox/customers/new_customer";
import { NewConversation } from "@/features/inbox/new_conversation/new_conversation";
import { writerOf } from "@/features/inbox/thread/drafts";
import { startWriting } from "@/features/inbox/thread/start_writing";
import { useBusinessSlug } from "@/features/search/use_business_slug";
import { closePalette, type NewKind } from "./palette_state";

/** What the palette begins on any screen; when it is there, it is opened where it belongs. */
export function NewThing({ of }: { of: NewKind }) {
  const me = useMe();
  const business = useBusinessSlug();
  const navigate = useNavigate();
  const toCustomer = (customer: string) =>
    void navigate({ to: "/b/$business/customers/$customer", params: { business, customer } });
  function toConversation(conversation: string) {
    closePalette();
    startWriting(conversation, writerOf(me), "reply");
    void navigate({ to: "/b/$business/inbox/$conversation", params: { business, conversation } });
  }
  return of === "customer" ? (
    <NewCustomer open onOpenChange={(next) => next || closePalette()} onCreated={toCustomer} />
  ) : (
    <NewConversation onClose={closePalette} onMade={toConversation} />
  );
}
