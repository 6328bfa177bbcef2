import { type FormEvent, useState } from "react";
import { useMay } from "@/api/me_context";
import type { Problem } from "@/api/problem";
import type { Channel, Customer } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Field } from "@/components/field";
import { Select } from "@/components/select";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useConnection } from "@/live/live_layer";
import { isConnected } from "../conversations/connected";
import { channels } from "../conversations/search";
import { createCustomer, openConversation } from "./commands";
import { CustomerField } from "./customer_field";
import { type NewCustomer, NewCustomerFields } from "./new_customer_fields";

/** Somebody writes first: to whom, by which channel, about what. */
export function NewConversation({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const t = useText();
  const textOf = useProblemText();
  const offline = useConnection() === "offline";
  const mayCreate = useMay("customers_edit");
  const opening = useCommand(openConversation);
  const creating = useCommand(createCustomer);
  const [customer, setCustomer] = useState<Customer>();
  const [fresh, setFresh] = useState<NewCustomer>();
  const [channel, setChannel] = useState<Channel>();
  const [subject, setSubject] = useState("");
  const [asked, setAsked] = useState(false);
  const to = fresh ?? customer;
  const by = channel ?? likelyChannel(to);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (!to || (fresh && !fresh.name && !fresh.email && !fresh.phone)) return;
    const id = fresh ? await create(fresh) : customer?.id;
    if (!id) return;
    const about = subject.trim();
    const body = { customer_id: id, channel: by, ...(about ? { subject: about } : {}) };
    const made = await opening.run({ path: {}, body });
    if (!made) return;
    onClose();
    onMade(made.id);
  }
  /** Once: when the conversation is refused afterwards, the customer is there already. */
  async function create(details: NewCustomer) {
    const given = Object.fromEntries(Object.entries(details).filter(([, value]) => value));
    const made = await creating.run({ path: {}, body: given });
    if (!made) return undefined;
    setFresh(undefined);
    setCustomer(made);
    return made.id;
  }
  const problem = opening.problem ?? creating.problem;
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={t("inbox.new")}>
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-1">
        {fresh ? (
          <NewCustomerFields
            customer={fresh}
            onChange={setFresh}
            onBack={() => setFresh(undefined)}
            problem={creating.problem}
            missing={asked}
          />
        ) : (
          <CustomerField
            customer={customer}
            onPick={setCustomer}
            onCreate={mayCreate ? (words) => setFresh(customerNamed(words)) : undefined}
            missing={asked && !customer}
          />
        )}
        <Field label={t("inbox.channel")} hint={t(isConnected(by) ? "new.widget_hint" : "new.kept_hint")}>
          <Select
            options={channels.map((value) => ({ value, label: t(`channel.${value}`) }))}
            value={by}
            onChange={setChannel}
          />
        </Field>
        <Field label={t("conversation.subject")} aside={t("new.optional")}>
          <TextInput dir="auto" maxLength={500} value={subject} onChange={(event) => setSubject(event.target.value)} />
        </Field>
        {problem && !hasPlace(problem) && (
          <Banner tone="red">
            {problem.rule === "conversation.another_open" ? t("new.another_open") : textOf(problem)}
          </Banner>
        )}
        {offline && <Banner tone="amber">{t("new.offline")}</Banner>}
        <footer className="flex justify-end gap-2 pt-3">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" kind="primary" working={opening.working || creating.working}>
            {t("new.open")}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** It is said beneath the field that it is about. */
function hasPlace(problem: Problem) {
  return ["/name", "/email", "/phone"].some((pointer) => problem.about(pointer) !== undefined);
}

function customerNamed(words: string): NewCustomer {
  const none = { name: "", email: "", phone: "" };
  if (words.includes("@")) return { ...none, email: words };
  return /^[+\d][\d\s()/-]{4,}$/.test(words) ? { ...none, phone: words } : { ...none, name: words };
}

function likelyChannel(to: Partial<Record<"email" | "phone", string | null>> | undefined): Channel {
  return to?.phone && !to.email ? "sms" : "email";
}
