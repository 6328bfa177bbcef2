// What may be asked about conversations as pieces of work.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/inbox/conversation/rights.hpp"
#include "domain/inbox/conversation/state.hpp"
#include "domain/identity/member/state.hpp"

namespace millrace {
namespace conversation {

namespace rule {
inline constexpr Rule no_such_conversation{"conversation.not_found", Kind::missing, "There is no such conversation.",
                                           "Check the id. A conversation that is not assigned to you may be hidden from you."};
inline constexpr Rule conversation_exists{"conversation.exists", Kind::conflict, "There is a conversation of that id already.",
                                          "Take a new Idempotency-Key for another conversation."};
inline constexpr Rule not_open{"conversation.not_open", Kind::conflict, "The conversation is closed or archived; open it first.",
                               "PATCH …/status to open; a message of the customer does it, too, unless it is archived."};
inline constexpr Rule another_open{"conversation.another_open", Kind::conflict, "This customer has another conversation that is open there.",
                                   "Write into that one, or close it first."};
inline constexpr Rule unknown_status{"conversation.status_unknown", Kind::invalid, "A status is open, pending, resolved, closed or archived.",
                                     {}, "/status"};
inline constexpr Rule no_such_assignee{"conversation.assignee_unknown", Kind::invalid, "Nobody of that id is a member here.",
                                       "GET /businesses/{business_id}/team lists the members.", "/member_id"};
inline constexpr Rule account_unknown{"conversation.account_unknown", Kind::invalid, "The business has no such account on that channel.",
                                      {}, "/account_id"};
inline constexpr Rule moved_on{"conversation.moved_on", Kind::conflict, "More has been said in this conversation than you have seen.",
                               "Read what has been said since (`newest` is its number), and send it again with what you have seen now."};
inline constexpr Rule seen_invalid{"conversation.seen_invalid", Kind::invalid, "Nothing of that number has been said in this conversation yet.",
                                   "`seen` is the number of a message that you have read; `newest` says how far they go."};
inline constexpr Rule subject_invalid{"conversation.subject_invalid", Kind::invalid, "A subject has 1 to 500 characters."};
}  // namespace rule

// A resolved conversation that nobody writes into any more closes by itself.
inline constexpr auto resolved_lasts = std::chrono::hours(7 * 24);

// By a member who writes first; at the business's account of that channel unless it names one.
struct Open {
  static constexpr auto wire = "conversation.open.v1";
  using Of = Conversation;
  static constexpr Bounded bounds[] = {{"subject", {1, 500}, By::rule}};
  Id<Conversation> id;
  Id<Customer> customer_id;
  std::optional<Id<ChannelAccount>> account_id = {};
  Channel channel = Channel::widget;
  std::optional<Personal<std::string>> subject = {};
};
BOOST_DESCRIBE_STRUCT(Open, (), (id, customer_id, account_id, channel, subject))

// To nobody: it waits for whoever takes it.
struct Assign {
  static constexpr auto wire = "conversation.assign.v1";
  using Of = Conversation;
  Id<Conversation> id;
  std::optional<Id<Member>> member_id;
};
BOOST_DESCRIBE_STRUCT(Assign, (), (id, member_id))

// Takes the usual synonyms: solved, done, snoozed, … The caller who says up to which message it has read the thread is refused when
// there is more: a message does not change the conversation's version.
struct ChangeStatus {
  static constexpr auto wire = "conversation.change_status.v1";
  using Of = Conversation;
  static constexpr Bounded bounds[] = {{"status", {1, 50}, By::rule}, {"seen", {0, most_integer}}};
  Id<Conversation> id;
  std::string status;
  std::optional<std::int64_t> seen = {};                       // number of the newest message, notes included
};
BOOST_DESCRIBE_STRUCT(ChangeStatus, (), (id, status, seen))

// A merge patch (RFC 7396).
struct Change {
  static constexpr auto wire = "conversation.change.v1";
  using Of = Conversation;
  static constexpr Bounded bounds[] = {{"subject", {1, 500}, By::rule}};
  Id<Conversation> id;
  std::optional<conversation::Priority> priority = {};
  std::optional<std::optional<Personal<std::string>>> subject = {};
};
BOOST_DESCRIBE_STRUCT(Change, (), (id, priority, subject))

struct Tag {
  static constexpr auto wire = "conversation.tag.v1";
  using Of = Conversation;
  static constexpr Bounded bounds[] = {{"tags", {0, 30}, By::edge, Bound{1, 50}}};
  Id<Conversation> id;
  std::vector<std::string> tags;                               // to add
  std::optional<std::vector<std::string>> remove = {};
};
BOOST_DESCRIBE_STRUCT(Tag, (), (id, tags, remove))

// A timer's.
struct Close {
  static constexpr auto wire = "conversation.close.v1";
  using Of = Conversation;
  Id<Conversation> id;
};
BOOST_DESCRIBE_STRUCT(Close, (), (id))

// A timer's: takes from somebody who is no member any more what is still assigned to them.
struct ClearDesk {
  static constexpr auto wire = "conversation.clear_desk.v1";
  using Of = Member;
  Id<Member> id;
};
BOOST_DESCRIBE_STRUCT(ClearDesk, (), (id))

}  // namespace conversation

// Whether it is there, and for this actor: who may not see all conversations knows of those that are assigned to it.
template <class S>
concept AtDesk = requires(const S& s) { s.desk; };
bool may_see(const Conversation::Desk&, const Actor&);
// What a conversation has on its desk, however it stands; null when there is none.
const Conversation::Desk* desk_of(const Conversation::State&);
// The same of one that this actor may see; null for any other.
const Conversation::Desk* visible(const Conversation::State&, const Actor&);

// The business's own account of that channel, if it has one.
std::optional<Id<ChannelAccount>> account_of(Channel, const Tenant&);
// The conversation between that customer and the business at that account which the customer's next message goes into: it is open,
// pending or resolved. `besides` does not count.
std::optional<Id<Conversation>> going_on(const Id<Customer>&, const Id<ChannelAccount>&, const Tenant&, const Id<Conversation>& besides = {});

namespace commands {
WriteSide conversation();
}

}  // namespace millrace
