#include <algorithm>

#include "commands/inbox/conversation/asks.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/inbox/conversation/lookups.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/message/asks.hpp"
#include "commands/inbox/message/lookups.hpp"
#include "commands/inbox/read_marker/asks.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = message::rule;

using message::Appended;
using message::Author;
using message::Delivery;
using message::Numbered;
using message::Thread;

std::int64_t next_no(const Id<Conversation>& id, const Context& in) {
  const auto thread = in.tenant.find<Thread>(id);
  return thread ? thread->last_no + 1 : 1;
}

constexpr std::int64_t most_looked_at = 1000;          // numbers that follow one another, where only some of them count

// The newest reply of that conversation besides one. What was imported may be older than what has a lower number; what was written
// here is not.
std::optional<message::Place> newest_besides(const Id<Conversation>& id, const Id<Message>& gone, const Context& in) {
  std::optional<message::Place> newest;
  const auto last = next_no(id, in) - 1;
  for (auto no = last; no > 0 && no > last - most_looked_at; --no) {
    const auto numbered = in.tenant.find<Numbered>(Numbered::key(id, no));
    if (!numbered || numbered->id == gone) continue;
    const auto& state = in.tenant.get(numbered->id);
    const auto* there = std::get_if<Message::There>(&state);
    if (!there || there->kind == message::Kind::note) continue;
    const message::Place place{numbered->id, no, numbered->at};
    if (!newest || message::later(place, *newest)) newest = place;
    if (numbered->origin == Origin::live) break;
  }
  return newest;
}

struct Rules : Decider {
  using Aggregates = List<Message>;
  using Lookups = List<Thread, Numbered>;
  using Asks = List<message::Receive, message::Send, message::ReportDelivery, message::Delete>;
  using There = Message::There;
  using Deleted = Message::Deleted;

  static Verdict on(Absent, const message::Receive& ask, const Context& in) {
    const auto& who = in.actor.principal;
    if (who.kind != PrincipalKind::system && (who.kind != PrincipalKind::visitor || who.id != ask.customer_id.value))
      return refuse(rule::not_a_visitor);
    if (!std::holds_alternative<Customer::Known>(in.tenant.get(ask.customer_id))) return refuse(customer::rule::no_such_customer);
    if (!good_text(ask.text.value)) return refuse(rule::text_invalid);

    const auto said = [&](const Id<Conversation>& id) {
      return Appended{ask.id, id, ask.customer_id, next_no(id, in), Author::customer, {}, {}, message::Kind::reply, about(ask.customer_id, ask.text)};
    };
    if (const auto here = going_on(ask.customer_id, ask.account_id, in.tenant)) {
      const auto& state = in.tenant.get(*here);
      if (std::holds_alternative<Conversation::Open>(state)) return accept(said(*here));
      return accept(conversation::Reopened{*here, ask.customer_id, ask.account_id, desk_of(state)->assigned_to}, said(*here));
    }
    const auto id = in.ids.next<Conversation>();
    return accept(conversation::Opened{id, ask.customer_id, ask.account_id, Channel::widget}, said(id));
  }
  static Verdict on(const There&, const message::Receive&, const Context&) { return refuse(rule::message_exists); }
  static Verdict on(const Deleted&, const message::Receive&, const Context&) { return refuse(rule::message_exists); }

  static Verdict on(Absent, const message::Send& ask, const Context& in) {
    const auto& state = in.tenant.get(ask.conversation_id);
    const auto* desk = visible(state, in.actor);
    if (!desk || in.actor.member_id.nil()) return hide(conversation::rule::no_such_conversation);
    if (std::holds_alternative<Conversation::Archived>(state)) return refuse(conversation::rule::not_open);
    if (!good_text(ask.text.value)) return refuse(rule::text_invalid);
    const auto no = next_no(ask.conversation_id, in);
    const auto kind = ask.kind.value_or(message::Kind::reply);
    // The widget is ours: what is in the journal is with it. Other channels report what becomes of a reply.
    const bool ours = kind == message::Kind::note || desk->channel == Channel::widget;
    return accept(Appended{ask.id, ask.conversation_id, desk->customer_id, no, Author::agent, Id<Member>{in.actor.member_id}, {},
                           kind, about(desk->customer_id, ask.text), ours ? Delivery::sent : Delivery::sending},
                  read_marker::up_to(ask.conversation_id, no, in));
  }
  static Verdict on(const There&, const message::Send&, const Context&) { return refuse(rule::message_exists); }
  static Verdict on(const Deleted&, const message::Send&, const Context&) { return refuse(rule::message_exists); }

  static Verdict on(Absent, const message::ReportDelivery&, const Context&) { return refuse(rule::no_such_message); }
  static Verdict on(const There& s, const message::ReportDelivery& ask, const Context& in) {
    const auto& who = in.actor.principal;
    const bool theirs = who.kind == PrincipalKind::visitor && who.id == s.customer_id.value;
    if ((!theirs && who.kind != PrincipalKind::system) || s.kind == message::Kind::note) return hide(rule::no_such_message);
    if (s.author != Author::agent) return refuse(rule::not_a_reply);
    if (std::find(s.reported.begin(), s.reported.end(), ask.status) != s.reported.end()) return accept();
    if (theirs && ask.status != Delivery::delivered && ask.status != Delivery::read) return refuse(rule::not_reportable);
    auto status = s.reported.front();
    for (const auto reported : s.reported) status = message::risen(status, reported);
    return accept(message::DeliveryChanged{ask.id, ask.status, message::risen(status, ask.status)});
  }
  static Verdict on(const Deleted&, const message::ReportDelivery&, const Context&) { return refuse(rule::no_such_message); }

  static Verdict on(Absent, const message::Delete&, const Context&) { return refuse(rule::no_such_message); }
  static Verdict on(const There& s, const message::Delete& ask, const Context& in) {
    if (!visible(in.tenant.get(s.conversation_id), in.actor)) return hide(rule::no_such_message);
    const bool own = !in.actor.member_id.nil() && s.member_id == Id<Member>{in.actor.member_id};
    if (!own && !in.actor.can.has(conversation::right::assign)) return refuse(rule::not_your_message);
    const bool note = s.kind == message::Kind::note;
    return accept(message::Deleted{ask.id, s.conversation_id, s.no, s.kind,
                                   note ? std::nullopt : newest_besides(s.conversation_id, ask.id, in)});
  }
  static Verdict on(const Deleted& s, const message::Delete&, const Context& in) {
    return visible(in.tenant.get(s.was.conversation_id), in.actor) ? accept() : hide(rule::no_such_message);
  }
};

}  // namespace

WriteSide commands::message() { return write_side_of<Rules>(); }

}  // namespace millrace
