// What a rule reads of a conversation.
#pragma once

#include "domain/inbox/conversation/facts.hpp"

namespace millrace {

struct Conversation : Aggregate {
  using Facts = List<conversation::Opened, conversation::Imported, conversation::Assigned, conversation::MadePending,
                     conversation::Reopened, conversation::Resolved, conversation::Closed, conversation::Archived,
                     conversation::Tagged, conversation::PriorityChanged, conversation::SubjectChanged, conversation::Expired>;

  // What it has on its desk, however it stands.
  struct Desk {
    Id<Customer> customer_id;
    std::optional<Id<ChannelAccount>> account_id;
    Channel channel = Channel::widget;
    std::optional<Id<Member>> assigned_to = {};
    conversation::Priority priority = conversation::Priority::normal;
    std::vector<std::string> tags = {};
  };
  struct Open { Desk desk; };
  struct Pending { Desk desk; };
  struct Resolved { Desk desk; };          // until the customer writes again, or the timer closes it
  struct Closed { Desk desk; };
  struct Archived { Desk desk; };
  using State = std::variant<Absent, Open, Pending, Resolved, Closed, Archived>;
  static const AnyFold& erased();

  template <class S>
  static constexpr bool there = requires(S s) { s.desk; };

  static State on(auto s, const conversation::Opened& e) {
    if constexpr (there<decltype(s)>) return s;
    else return Open{{e.customer_id, e.account_id, e.channel}};
  }
  static State on(auto s, const conversation::Imported& e) {
    if constexpr (there<decltype(s)>) return s;
    else return Resolved{{e.customer_id, {}, e.channel}};
  }
  static State on(auto s, const conversation::MadePending&) { return moved<Pending>(std::move(s)); }
  static State on(auto s, const conversation::Reopened&) { return moved<Open>(std::move(s)); }
  static State on(auto s, const conversation::Resolved&) { return moved<Resolved>(std::move(s)); }
  static State on(auto s, const conversation::Closed&) { return moved<Closed>(std::move(s)); }
  static State on(auto s, const conversation::Archived&) { return moved<Archived>(std::move(s)); }
  static State on(auto s, const conversation::Assigned& e) {
    if constexpr (there<decltype(s)>) s.desk.assigned_to = e.assigned_to;
    return s;
  }
  static State on(auto s, const conversation::Tagged& e) {
    if constexpr (there<decltype(s)>) s.desk.tags = e.tags;
    return s;
  }
  static State on(auto s, const conversation::PriorityChanged& e) {
    if constexpr (there<decltype(s)>) s.desk.priority = e.priority;
    return s;
  }
  static State on(auto s, const conversation::SubjectChanged&) { return s; }
  static State on(auto s, const conversation::Expired&) { return s; }

 private:
  template <class To>
  static State moved(auto s) {
    if constexpr (there<decltype(s)>) return To{std::move(s.desk)};
    else return s;
  }
};
BOOST_DESCRIBE_STRUCT(Conversation::Desk, (), (customer_id, account_id, channel, assigned_to, priority, tags))
BOOST_DESCRIBE_STRUCT(Conversation::Open, (), (desk))
BOOST_DESCRIBE_STRUCT(Conversation::Pending, (), (desk))
BOOST_DESCRIBE_STRUCT(Conversation::Resolved, (), (desk))
BOOST_DESCRIBE_STRUCT(Conversation::Closed, (), (desk))
BOOST_DESCRIBE_STRUCT(Conversation::Archived, (), (desk))

}  // namespace millrace
