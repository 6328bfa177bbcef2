import {
  CircleAlert,
  CircleCheck,
  Import,
  Lock,
  type LucideIcon,
  MailX,
  MessageSquare,
  MessageSquarePlus,
  MessagesSquare,
  Reply,
  RotateCcw,
  Ticket,
  UserMinus,
  UserPlus,
  UserRound,
} from "lucide-react";
import type { Business } from "@/api/types";
import { Count, type Tone } from "@/components/badge";
import type { Happening } from "@/components/timeline";
import { useText } from "@/i18n/i18n_provider";
import { Sentence } from "@/i18n/sentence";
import { About, Name } from "./about";
import type { Event } from "./activity";
import type { Telling } from "./tellings";

const looks: Record<string, { icon: LucideIcon; tone?: Tone }> = {
  "conversation.opened": { icon: MessageSquarePlus, tone: "accent" },
  "conversation.assigned": { icon: UserRound },
  "conversation.resolved": { icon: CircleCheck, tone: "green" },
  "conversation.reopened": { icon: RotateCcw, tone: "accent" },
  "message.received": { icon: MessageSquare, tone: "accent" },
  "message.replied": { icon: Reply },
  "message.noted": { icon: Lock, tone: "violet" },
  "ticket.opened": { icon: Ticket, tone: "accent" },
  "ticket.assigned": { icon: UserRound },
  "ticket.commented": { icon: MessagesSquare },
  "ticket.resolved": { icon: CircleCheck, tone: "green" },
  "ticket.reopened": { icon: RotateCcw, tone: "accent" },
  "ticket.breached": { icon: CircleAlert, tone: "red" },
  "member.invited": { icon: UserPlus },
  "member.joined": { icon: UserPlus, tone: "green" },
  "member.removed": { icon: UserMinus },
  "effect.failed": { icon: MailX, tone: "red" },
  "import.taken": { icon: Import },
};

/** Whether this page knows how to tell it: a server may be newer than the page. */
export const isTold = ({ kind }: Event) => kind in looks;

/** What happened, as a sentence in which who and what stand out, and what it is about can be opened. */
export function useTelling(business: Business): (telling: Telling) => Happening {
  const t = useText();
  return (telling) => {
    const { event, times, text } = telling;
    const look = looks[event.kind];
    return {
      id: event.id,
      at: event.at,
      icon: look?.icon ?? MessageSquare,
      ...(look?.tone ? { tone: look.tone } : {}),
      title: (
        <>
          <Told telling={telling} business={business} />
          {times > 1 && event.kind !== "import.taken" && (
            <span className="pl-2">
              <Count
                of={times}
                label={t(event.message_id || text ? "activity.messages" : "activity.times", { count: times })}
              />
            </span>
          )}
        </>
      ),
      ...(text ? { body: <Excerpt text={text} /> } : {}),
    };
  };
}

function Excerpt({ text }: { text: string }) {
  return (
    <p dir="auto" className="line-clamp-2 text-soft [unicode-bidi:plaintext]">
      {text}
    </p>
  );
}

function Told({ telling: { event, sum, others }, business }: { telling: Telling; business: Business }) {
  const t = useText();
  const { kind, actor, member, title } = event;
  const unnamed = actor.kind === "visitor" ? t("activity.visitor") : t("customer.somebody");
  const who = <Name>{actor.kind === "system" ? t("app.name") : (actor.name ?? unnamed)}</Name>;
  const whom = <Name>{member?.name ?? t("customer.somebody")}</Name>;
  const about = <About event={event} business={business} />;
  const what =
    others > 0 ? (
      <Sentence of="activity.and_others" holes={{ what: about, others: t("activity.others", { count: others }) }} />
    ) : (
      about
    );
  const own = actor.kind === "visitor" && (title ?? actor.name) === actor.name; // the conversation has no name but theirs
  switch (kind) {
    case "conversation.opened":
      return own ? (
        <Sentence of="activity.conversation.begun" holes={{ what }} />
      ) : (
        <Sentence of="activity.conversation.opened" holes={{ who, what }} />
      );
    case "message.received":
      return own ? (
        <Sentence of="activity.message.written" holes={{ what }} />
      ) : (
        <Sentence of="activity.message.received" holes={{ who, what }} />
      );
    case "conversation.reopened":
      return own ? (
        <Sentence of="activity.conversation.back" holes={{ what }} />
      ) : (
        <Sentence of="activity.reopened" holes={{ who, what }} />
      );
    case "ticket.reopened":
      return <Sentence of="activity.reopened" holes={{ who, what }} />;
    case "conversation.assigned":
    case "ticket.assigned":
      if (!member) return <Sentence of="activity.unassigned" holes={{ who, what }} />;
      if (member.id === actor.id) return <Sentence of="activity.taken" holes={{ who, what }} />;
      return <Sentence of="activity.assigned" holes={{ who, what, whom }} />;
    case "conversation.resolved":
    case "ticket.resolved":
      return <Sentence of="activity.resolved" holes={{ who, what }} />;
    case "message.replied":
      return <Sentence of="activity.message.replied" holes={{ who, what }} />;
    case "message.noted":
      return <Sentence of="activity.message.noted" holes={{ who, what }} />;
    case "ticket.opened":
      return <Sentence of="activity.ticket.opened" holes={{ who, what }} />;
    case "ticket.commented":
      return <Sentence of="activity.ticket.commented" holes={{ who, what }} />;
    case "ticket.breached":
      return <Sentence of="activity.ticket.breached" holes={{ what }} />;
    case "member.invited":
      return <Sentence of="activity.member.invited" holes={{ who, what }} />;
    case "member.joined":
      return <Sentence of="activity.member.joined" holes={{ what }} />;
    case "member.removed":
      return <Sentence of="activity.member.removed" holes={{ who, what }} />;
    case "effect.failed":
      return title?.startsWith("email.") ? (
        t("activity.mail.failed")
      ) : (
        <Sentence of="activity.effect.failed" holes={{ what: <Name>{title}</Name> }} />
      );
    case "import.taken":
      return t("activity.imported", { count: sum });
  }
  return null;
}
