#include <algorithm>

#include "commands/identity/business/asks.hpp"
#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/effects/asks.hpp"
#include "commands/inbox/conversation/asks.hpp"
#include "commands/inbox/conversation/lookups.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/customer/lookups.hpp"
#include "commands/inbox/message/asks.hpp"
#include "commands/inbox/message/lookups.hpp"
#include "commands/inbox/privacy/asks.hpp"
#include "commands/inbox/privacy/lookups.hpp"
#include "commands/inbox/read_marker/asks.hpp"
#include "domain/connect/connection/errands.hpp"
#include "domain/inbox/conversation/over.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = message::rule;

using message::Appended;
using message::Author;
using message::Delivery;
using message::NamedOutside;
using message::Numbered;
using message::ReportedAhead;
using message::Thread;
using customer::KnownUnder;

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

// What a customer says at an account goes into the conversation that goes on there, which opens again, or into a new one.
struct Going { Id<Conversation> id; Facts opening = {}; };
Going conversation_for(const Id<Customer>& customer, const Id<ChannelAccount>& account, Channel channel, const Context& in) {
  const auto here = going_on(customer, account, in.tenant);
  Going going{here ? *here : in.ids.next<Conversation>()};
  if (!here) {
    detail::say(going.opening, conversation::Opened{going.id, customer, account, channel});
  } else if (const auto& state = in.tenant.get(*here); !std::holds_alternative<Conversation::Open>(state)) {
    const auto was = std::holds_alternative<Conversation::Pending>(state) ? conversation::Status::pending : conversation::Status::resolved;
    detail::say(going.opening, conversation::Reopened{going.id, customer, account, desk_of(state)->assigned_to, was});
  }
  return going;
}

// Who goes by that id in that scope.
std::optional<Id<Customer>> known_by(const std::string& scope, const Personal<std::string>& id, const Context& in) {
  const auto key = KnownUnder::key(scope, id);
  const auto known = key ? in.tenant.find<KnownUnder>(*key) : nullptr;
  if (!known || known->customers.empty()) return {};
  return Id<Customer>{known->customers.front().subject_id};
}

// Who writes under that id; who is not known yet is from now on.
struct Sender { Id<Customer> id; Facts made = {}; };
Sender sender_of(const message::Hear& ask, const Context& in) {
  if (const auto known = known_by(ask.scope, ask.sender, in)) return {*known};
  Sender sender{in.ids.next<Customer>()};
  const auto theirs = [&](const MaybePersonal& text) -> MaybePersonal {
    if (!text) return {};
    const auto kept = name_as_kept(*text);
    return one_line(kept.value, 255) ? MaybePersonal{about(sender.id, kept)} : MaybePersonal{};
  };
  detail::say(sender.made, customer::Created{sender.id, customer::CameBy::visitor, theirs(ask.sender_name)});
  detail::say(sender.made, customer::Identified{sender.id, ask.scope, about(sender.id, ask.sender), theirs(ask.sender_handle)});
  return sender;
}

Verdict reported(const Message::There& s, const Id<Message>& id, Delivery now, std::optional<std::string> why = {}) {
  if (std::find(s.reported.begin(), s.reported.end(), now) != s.reported.end()) return accept();
  auto status = s.reported.front();
  for (const auto was : s.reported) status = message::risen(status, was);
  return accept(message::DeliveryChanged{id, now, message::risen(status, now), std::move(why)});
}

// … of what was told before it was known by that name.
Facts reported_ahead(Message::There s, const Id<Message>& id, const Key& name, const Context& in) {
  Facts facts;
  const auto ahead = in.tenant.find<ReportedAhead>(name);
  for (const auto& told : ahead ? ahead->reports : std::vector<Personal<std::string>>{}) {
    const std::string_view text = told.value;
    const auto space = text.find(' ');
    const auto& words = shape_of<Delivery>().words;
    const auto word = std::find(words.begin(), words.end(), text.substr(0, space));
    if (word == words.end()) continue;
    const auto status = static_cast<Delivery>(word - words.begin());
    auto verdict = reported(s, id, status, space == text.npos ? std::nullopt : std::optional{std::string(text.substr(space + 1))});
    s.reported.push_back(status);
    detail::say(facts, std::get<Facts>(std::move(verdict)));
  }
  return facts;
}

Verdict expired(const Conversation::Desk& desk, const message::ExpireTexts& ask, const Context& in) {
  const auto& retention = in.tenant.get(privacy::retention_of(in.tenant.id()));
  const auto* terms = std::get_if<Retention::Set>(&retention);
  const auto over = in.tenant.find<conversation::Over>(ask.id);
  if (!terms || !terms->conversation_days || in.now < terms->begins_at || !over || !over->since) return accept();
  if (in.now < privacy::outlived_at(*over->since, *terms->conversation_days)) return accept();
  if (in.tenant.find<privacy::HoldsOf>(desk.customer_id)) return refuse(customer::rule::hold_active);
  Facts facts;
  const auto behind = std::min(ask.first_no + message::ExpireTexts::at_once, next_no(ask.id, in));
  for (auto no = ask.first_no; no < behind; ++no) {
    const auto numbered = in.tenant.find<Numbered>(Numbered::key(ask.id, no));
    const auto state = numbered ? in.tenant.get(numbered->id) : Message::State{};
    const auto* there = std::get_if<Message::There>(&state);
    if (there) detail::say(facts, message::Deleted{numbered->id, ask.id, no, there->kind});   // none is left in the end
  }
  if (ask.first_no == 1 && over->subject) detail::say(facts, conversation::SubjectChanged{ask.id, {}});
  if (facts.empty()) return accept();
  detail::say(facts, conversation::Expired{ask.id, *over->since, *terms->conversation_days});
  return facts;
}

struct Rules : Decider {
  using Aggregates = List<Message>;
  using Lookups = List<Thread, Numbered, NamedOutside, ReportedAhead, conversation::Over>;
  using Asks = List<message::Receive, message::Hear, message::HearStatus, message::Send, message::ReportDelivery, message::ReportSent, message::ReportUnsent, message::Delete,
                    message::ExpireTexts>;
  using Policies = List<Appended>;
  using There = Message::There;
  using Deleted = Message::Deleted;

  static Verdict on(Absent, const message::Receive& ask, const Context& in) {
    const auto& who = in.actor.principal;
    if (who.kind != PrincipalKind::system && (who.kind != PrincipalKind::visitor || who.id != ask.customer_id.value))
      return refuse(rule::not_a_visitor);
    if (!runs(in.tenant.get(Id<Business>{in.tenant.id()}))) return refuse(business::rule::business_closed);
    if (!std::holds_alternative<Customer::Known>(in.tenant.get(ask.customer_id))) return refuse(customer::rule::no_such_customer);
    if (!good_text(ask.text.value)) return refuse(rule::text_invalid);

    auto going = conversation_for(ask.customer_id, ask.account_id, Channel::widget, in);
    return accept(std::move(going.opening), Appended{ask.id, going.id, ask.customer_id, next_no(going.id, in), Author::customer, {}, {},
                                                     message::Kind::reply, about(ask.customer_id, ask.text)});
  }
  static Verdict on(const There&, const message::Receive&, const Context&) { return refuse(rule::message_exists); }
  static Verdict on(const Deleted&, const message::Receive&, const Context&) { return refuse(rule::message_exists); }

  static Verdict on(Absent, const message::Hear& ask, const Context& in) {
    if (in.actor.principal.kind != PrincipalKind::system) return refuse(rule::by_a_channel);
    if (!std::holds_alternative<Connection::Live>(in.tenant.get(ask.connection_id))) return refuse(rule::by_a_channel);
    if (!runs(in.tenant.get(Id<Business>{in.tenant.id()}))) return refuse(business::rule::business_closed);
    const bool silent = ask.text.value.empty() && ask.content;
    if (!silent && !good_text(ask.text.value)) return refuse(rule::text_invalid);
    auto sender = sender_of(ask, in);
    auto going = conversation_for(sender.id, {ask.connection_id.value}, ask.channel, in);
    Appended said{ask.id, going.id, sender.id, next_no(going.id, in), Author::customer, {}, {}, message::Kind::reply, about(sender.id, ask.text)};
    said.content = ask.content;
    return accept(std::move(sender.made), std::move(going.opening), std::move(said),
                  message::KnownAs{ask.id, ask.connection_id, about(sender.id, ask.external_id), ask.written_at});
  }
  static Verdict on(const There&, const message::Hear&, const Context&) { return refuse(rule::message_exists); }
  static Verdict on(const Deleted&, const message::Hear&, const Context&) { return refuse(rule::message_exists); }

  // What is said to somebody at the other end of a connection goes there; over one that has ended, nowhere.
  static Verdict on(const Appended& e, const Context& in) {
    if (e.author != Author::agent || e.kind == message::Kind::note) return accept();
    const auto* desk = desk_of(in.tenant.get(e.conversation_id));
    if (!desk || !desk->account_id || desk->channel == Channel::widget) return accept();
    const Id<Connection> over{desk->account_id->value};
    const auto& connection = in.tenant.get(over);
    if (std::holds_alternative<Connection::Over>(connection))
      return accept(message::DeliveryChanged{e.id, Delivery::failed, Delivery::failed, "connection.over"});
    if (!std::holds_alternative<Connection::Live>(connection)) return accept();
    return accept(effect({"conversation", e.conversation_id.value}, connection::Send{over, e.id, e.customer_id}, to_string(e.id)));
  }

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
    const bool known = std::find(s.reported.begin(), s.reported.end(), ask.status) != s.reported.end();
    if (theirs && !known && ask.status != Delivery::delivered && ask.status != Delivery::read) return refuse(rule::not_reportable);
    return reported(s, ask.id, ask.status);
  }
  static Verdict on(const Deleted&, const message::ReportDelivery&, const Context&) { return refuse(rule::no_such_message); }

  static Verdict on(const auto&, const message::ReportSent&, const Context&) { return accept(); }      // what is gone has no status
  static Verdict on(const There& s, const message::ReportSent& ask, const Context& in) {
    if (in.actor.principal.kind != PrincipalKind::system) return refuse(rule::by_a_channel);
    auto facts = reported(s, ask.id, Delivery::sent);
    if (!ask.external_id) return facts;
    auto& all = std::get<Facts>(facts);
    auto now = s;
    now.reported.push_back(Delivery::sent);
    for (const auto& name : message::keys_outside(ask.connection_id, *ask.external_id)) detail::say(all, reported_ahead(now, ask.id, name, in));
    detail::say(all, message::KnownAs{ask.id, ask.connection_id, about(s.customer_id, *ask.external_id)});
    return facts;
  }
  // Of nobody's message of ours it says nothing; of one whose name is not known yet it is kept until it is.
  static Verdict on(const auto&, const message::HearStatus&, const Context&) { return accept(); }
  static Verdict on(const Connection::Live&, const message::HearStatus& ask, const Context& in) {
    if (in.actor.principal.kind != PrincipalKind::system) return refuse(rule::by_a_channel);
    for (const auto& name : message::keys_outside(ask.id, ask.external_id)) {
      const auto named = in.tenant.find<NamedOutside>(name);
      const auto id = named && !named->messages.empty() ? parse_uuid(named->messages.front().value) : std::nullopt;
      if (!id) break;
      const auto& state = in.tenant.get(Id<Message>{*id});
      const auto* there = std::get_if<There>(&state);
      return there && there->author == Author::agent ? reported(*there, {*id}, ask.status, ask.why) : accept();
    }
    const auto who = known_by(ask.scope, ask.recipient, in);
    if (!who) return accept();
    return accept(connection::StatusAhead{ask.id, about(*who, ask.external_id), ask.status, ask.why});
  }

  static Verdict on(const auto&, const message::ReportUnsent&, const Context&) { return accept(); }
  static Verdict on(const There& s, const message::ReportUnsent& ask, const Context& in) {
    if (in.actor.principal.kind != PrincipalKind::system) return refuse(rule::by_a_channel);
    auto facts = reported(s, ask.id, Delivery::failed, ask.why);
    const auto& state = in.tenant.get(ask.connection_id);
    const auto* live = std::get_if<Connection::Live>(&state);
    if (ask.refused && live && live->health != connection::Health::unauthorised)
      detail::say(std::get<Facts>(facts), connection::HealthChanged{ask.connection_id, connection::Health::unauthorised, ask.why});
    return facts;
  }

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

  // Whoever looked for those that are due may have been overtaken: it was opened again, or there are other terms.
  static Verdict on(const auto&, const message::ExpireTexts&, const Context&) { return accept(); }
  static Verdict on(const Conversation::Resolved& s, const message::ExpireTexts& ask, const Context& in) { return expired(s.desk, ask, in); }
  static Verdict on(const Conversation::Closed& s, const message::ExpireTexts& ask, const Context& in) { return expired(s.desk, ask, in); }
  static Verdict on(const Conversation::Archived& s, const message::ExpireTexts& ask, const Context& in) { return expired(s.desk, ask, in); }
};

}  // namespace

WriteSide commands::message() { return write_side_of<Rules>(); }

}  // namespace millrace
