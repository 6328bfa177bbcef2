// What rules ask a whole business about its conversations.
#pragma once

#include "commands/core/kept_match.hpp"
#include "commands/identity/member/desk.hpp"
#include "domain/inbox/conversation/state.hpp"

namespace millrace::conversation {

struct CustomerAt {
  Id<Customer> customer_id;
  Id<ChannelAccount> account_id;
};
BOOST_DESCRIBE_STRUCT(CustomerAt, (), (customer_id, account_id))

struct LatestRow { Id<Conversation> id; };
BOOST_DESCRIBE_STRUCT(LatestRow, (), (id))

// In place of the account of a widget's conversation that was opened outside it.
inline constexpr Id<ChannelAccount> no_account{};

// The conversation of a customer at a channel account that was opened, or opened again, last: at most this one is open there.
struct LatestConversation : Fold<CustomerAt, LatestRow> {
  static constexpr auto name = "latest_conversation";
  static const AnyFold& erased();
  using Listens = List<Opened, Reopened>;

  static Keys keys(const Opened& e) {
    if (!e.account_id && e.channel != Channel::widget) return {};
    return {Key(CustomerAt{e.customer_id, e.account_id.value_or(no_account)})};
  }
  static Keys keys(const Reopened& e) { return {Key(CustomerAt{e.customer_id, e.account_id.value_or(no_account)})}; }
  static Row on(Maybe, const Opened& e, const Meta&) { return {e.id}; }
  // Outside every account it may be of any channel.
  static Maybe on(Maybe was, const Reopened& e, const Meta&) { return e.account_id ? Row{e.id} : was; }
};

// The same whatever the account, but not what agents have begun elsewhere: where a visitor is being talked to, for what is never
// written down (typing).
struct LatestOfVisitor : Fold<Id<Customer>, LatestRow> {
  static constexpr auto name = "latest_of_visitor";
  static const AnyFold& erased();
  using Listens = List<Opened, Reopened>;

  static Keys keys(const Opened& e) {
    return e.account_id || e.channel == Channel::widget ? Keys{Key(e.customer_id)} : Keys{};
  }
  static Keys keys(const Reopened& e) { return e.account_id ? Keys{Key(e.customer_id)} : Keys{}; }
  static Row on(Maybe, const Opened& e, const Meta&) { return {e.id}; }
  static Row on(Maybe, const Reopened& e, const Meta&) { return {e.id}; }
};

struct DeskOf : Desk<Assigned> {
  static constexpr auto name = "desk_of";
  static const AnyFold& erased();
};

// A digest of its subject (kept_match); none where it has none.
struct SubjectRow { MaybePersonal subject; };
BOOST_DESCRIBE_STRUCT(SubjectRow, (), (subject))

struct CurrentSubject : Fold<Id<Conversation>, SubjectRow> {
  static constexpr auto name = "current_subject";
  static const AnyFold& erased();
  using Listens = List<Opened, SubjectChanged>;
  static Row on(Maybe, const Opened& e, const Meta&) { return {kept_match(e.subject)}; }
  static Row on(Maybe, const SubjectChanged& e, const Meta&) { return {kept_match(e.subject)}; }
};

struct AssignedRow { std::optional<Id<Member>> member_id; };
BOOST_DESCRIBE_STRUCT(AssignedRow, (), (member_id))

// Who has a conversation. When this changes, who may hear it changes, for those who may see only what is theirs.
struct AssignedTo : Fold<Id<Conversation>, AssignedRow> {
  static constexpr auto name = "assigned_to";
  static const AnyFold& erased();
  using Listens = List<Assigned>;
  static Row on(Maybe, const Assigned& e, const Meta&) { return {e.assigned_to}; }
};

}  // namespace millrace::conversation
