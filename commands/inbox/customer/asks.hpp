// What may be asked about customers.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/inbox/customer/rights.hpp"
#include "domain/inbox/customer/state.hpp"

namespace millrace {
namespace customer {

namespace rule {
inline constexpr Rule no_such_customer{"customer.not_found", Kind::missing, "There is no such customer."};
inline constexpr Rule customer_exists{"customer.exists", Kind::conflict, "There is a customer of that id already.",
                                      "Take a new Idempotency-Key for another customer."};
inline constexpr Rule customer_without_anything{"customer.without_anything", Kind::invalid, "Give a name, an e-mail address or a phone number."};
inline constexpr Rule customer_name_invalid{"customer.name_invalid", Kind::invalid, "A name has 1 to 255 characters on one line."};
inline constexpr Rule customer_email_invalid{"customer.email_invalid", Kind::invalid, "This is not an e-mail address."};
inline constexpr Rule customer_phone_invalid{"customer.phone_invalid", Kind::invalid, "A phone number has 3 to 50 digits, spaces or any of + - ( ) . / # *."};
inline constexpr Rule note_invalid{"customer.note_invalid", Kind::invalid, "A note has 1 to 20,000 characters.", {}, "/text"};
inline constexpr Rule hold_active{"hold.active", Kind::conflict, "A legal hold keeps what there is about this customer.", "Lift it first: DELETE /legal-holds/{id}."};
inline constexpr Rule tag_invalid{"tag.invalid", Kind::invalid, "A tag has 1 to 50 characters on one line; there are at most 30.", {}, "/tags"};
}  // namespace rule

// By a member.
struct Create {
  static constexpr auto wire = "customer.create.v1";
  using Of = Customer;
  static constexpr Bounded bounds[] = {{"name", {1, 255}, By::rule}, {"email", {3, 254}, By::rule}, {"phone", {3, 50}, By::rule}};
  Id<Customer> id;
  MaybePersonal name = {};
  MaybePersonal email = {};
  MaybePersonal phone = {};
};
BOOST_DESCRIBE_STRUCT(Create, (), (id, name, email, phone))

// By somebody in front of a widget; whoever this makes is nobody that is known already.
struct RegisterVisitor {
  static constexpr auto wire = "customer.register_visitor.v1";
  using Of = Customer;
  static constexpr Bounded bounds[] = {{"name", {1, 255}, By::rule}, {"email", {3, 254}, By::rule}};
  Id<Customer> id;
  MaybePersonal name = {};
  MaybePersonal email = {};
};
BOOST_DESCRIBE_STRUCT(RegisterVisitor, (), (id, name, email))

// A merge patch (RFC 7396): what is absent stays, null clears.
struct Change {
  static constexpr auto wire = "customer.change.v1";
  using Of = Customer;
  static constexpr Bounded bounds[] = {{"name", {1, 255}, By::rule}, {"email", {3, 254}, By::rule}, {"phone", {3, 50}, By::rule}};
  Id<Customer> id;
  std::optional<MaybePersonal> name = {};
  std::optional<MaybePersonal> email = {};
  std::optional<MaybePersonal> phone = {};
};
BOOST_DESCRIBE_STRUCT(Change, (), (id, name, email, phone))

struct Tag {
  static constexpr auto wire = "customer.tag.v1";
  using Of = Customer;
  static constexpr Bounded bounds[] = {{"tags", {0, 30}, By::edge, Bound{1, 50}}};
  Id<Customer> id;
  std::vector<std::string> tags;                               // to add
  std::optional<std::vector<std::string>> remove = {};
};
BOOST_DESCRIBE_STRUCT(Tag, (), (id, tags, remove))

struct Note {
  static constexpr auto wire = "customer.note.v1";
  using Of = Customer;
  static constexpr Bounded bounds[] = {{"text", {1, 20'000}, By::rule}};
  Id<Customer> id;
  Personal<std::string> text;
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, text))

// For good: all that is kept about this one, in conversations and notes as well, is readable by nobody any more.
struct Erase {
  static constexpr auto wire = "customer.erase.v1";
  using Of = Customer;
  Id<Customer> id;
};
BOOST_DESCRIBE_STRUCT(Erase, (), (id))

// The house's own: the same, if the business has said that nobody is kept so long of whom nothing is heard.
struct Expire {
  static constexpr auto wire = "customer.expire.v1";
  using Of = Customer;
  Id<Customer> id;
};
BOOST_DESCRIBE_STRUCT(Expire, (), (id))

}  // namespace customer

// What becomes of tags; nothing when a tag is none, or there would be too many. Spellings that differ in case, width or space are one
// tag, which is written as somebody in the business wrote it first.
struct Tagging { std::vector<std::string> tags, added, removed; };
std::optional<Tagging> tagging(const std::vector<std::string>& tags, const std::vector<std::string>& add,
                               const std::optional<std::vector<std::string>>& remove, const Context&);

namespace commands {
WriteSide customer();
}

}  // namespace millrace
