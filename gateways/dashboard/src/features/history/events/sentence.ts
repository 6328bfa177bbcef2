// What an event says in words; of a kind that is not known here, its name.
import type { Translate } from "@/i18n/i18n_provider";
import { type HistoryEvent, nameOf, textIn, textsIn } from "./event";
import type { Names } from "./thing";

const plain = [
  "conversation.opened",
  "conversation.imported",
  "conversation.made_pending",
  "conversation.reopened",
  "conversation.resolved",
  "conversation.closed",
  "conversation.archived",
  "conversation.subject_changed",
  "conversation.expired",
  "message.deleted",
  "ticket.opened",
  "ticket.commented",
  "ticket.started",
  "ticket.made_waiting",
  "ticket.resolved",
  "ticket.reopened",
  "ticket.closed",
  "ticket.subject_changed",
] as const;
const tagged = ["conversation.tagged", "customer.tagged", "ticket.tagged"] as const;
const prioritised = ["conversation.priority_changed", "ticket.priority_changed"] as const;
const assigned = ["conversation.assigned", "ticket.assigned"] as const;
const deliveries = ["sending", "sent", "delivered", "read", "failed"] as const;
const priorities = {
  urgent: "priority.urgent",
  high: "priority.high",
  normal: "priority.normal",
  low: "priority.low",
  critical: "ticket.priority.critical",
  medium: "ticket.priority.medium",
} as const;

const among = <T extends string>(values: readonly T[], value: string | undefined) =>
  values.find((one) => one === value);

/** Begins with a capital; only a name is left as it is written. */
export function sentenceOf(t: Translate, event: HistoryEvent, names: Names): string {
  const sentence = told(t, event, names);
  const nobody = t("history.what.customer.unknown");
  return sentence.startsWith(nobody) ? sentence.charAt(0).toLocaleUpperCase() + sentence.slice(1) : sentence;
}

function told(t: Translate, event: HistoryEvent, names: Names): string {
  const name = nameOf(event.type);
  const { who, about } = names;
  const simple = among(plain, name);
  if (simple) return t(`history.did.${simple}`, { who, about });
  const tags = among(tagged, name);
  if (tags) return t(`history.did.${tags}`, { who, about, tags: tagsOf(event) });
  const priority = among(prioritised, name);
  if (priority) return t(`history.did.${priority}`, { who, about, priority: priorityOf(t, event) });
  const assignment = among(assigned, name);
  if (assignment) return assignmentOf(t, assignment, event, names);
  switch (name) {
    case "message.appended":
      if (names.self) return t("history.did.message.appended.self", { who });
      return event.origin === "import"
        ? t("history.did.message.appended.imported", { who, name: textIn(event, "author_name") ?? names.customer })
        : t("history.did.message.appended", { who, name: names.customer });
    case "message.delivery_changed": {
      const delivery = among(deliveries, textIn(event, "delivery")) ?? "sent";
      return t("history.did.message.delivery_changed", { delivery: t(`history.delivery.${delivery}`) });
    }
    case "customer.created":
      return event.authtype === "user"
        ? t("history.did.customer.created", { who, about })
        : t("history.did.customer.created.self", { about });
    case "customer.changed":
      return names.self
        ? t("history.did.customer.changed.self", { about })
        : t("history.did.customer.changed", { who, about });
    case "ticket.clock_started":
      return t("history.did.ticket.clock_started", { about });
    case "ticket.clock_stopped":
      return t(event.data.met ? "history.did.ticket.clock_stopped.met" : "history.did.ticket.clock_stopped", { about });
    case "ticket.clock_breached":
      return t("history.did.ticket.clock_breached", { about });
    default:
      return `${who}: ${name}`;
  }
}

function assignmentOf(
  t: Translate,
  name: (typeof assigned)[number],
  event: HistoryEvent,
  { who, about, member }: Names,
) {
  const [to, from] = [textIn(event, "assigned_to"), textIn(event, "taken_from")];
  if (!to) return t(`history.did.${name}.nobody`, { who, about, from: from ? member(from) : t("history.who.anybody") });
  if (to === event.authid) return t(`history.did.${name}.self`, { who, about });
  return t(`history.did.${name}`, { who, about, to: member(to) });
}

/** "+hours, −old": what came and what went. */
function tagsOf(event: HistoryEvent) {
  const added = textsIn(event, "added").map((tag) => `+${tag}`);
  const removed = textsIn(event, "removed").map((tag) => `−${tag}`);
  return [...added, ...removed].join(", ");
}

function priorityOf(t: Translate, event: HistoryEvent) {
  const given = textIn(event, "priority") ?? "";
  return given in priorities ? t(priorities[given as keyof typeof priorities]) : given;
}

/** What somebody has written in it. */
export function quoteOf(event: HistoryEvent): string | undefined {
  const member = nameOf(event.type).startsWith("message.") || event.type.includes(".commented.") ? "text" : "subject";
  return textIn(event, member);
}
