// Questions about customers, and about what is said of conversations as well, that a rule asks the business.
#pragma once

#include "commands/core/exact_match.hpp"
#include "domain/core/subject_erased.hpp"
#include "domain/inbox/conversation/facts.hpp"
#include "domain/inbox/customer/facts.hpp"
#include "schemas/fold/rows.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace::customer {

// Digests of them; none where there is none.
struct DetailsRow { std::optional<Uuid> name, email, phone; };
BOOST_DESCRIBE_STRUCT(DetailsRow, (), (name, email, phone))

struct CustomerDetails : Fold<Id<Customer>, DetailsRow> {
  static constexpr auto name = "customer_details";
  static const AnyFold& erased();
  using Listens = List<Created, Changed, SubjectErased>;

  static Keys keys(const auto& e) { return {Key(e.id)}; }
  static Keys keys(const SubjectErased& e) { return {Key(e.subject_id)}; }

  static Row on(Maybe, const Created& e, const Meta&) { return {exact_match(e.name), exact_match(e.email), exact_match(e.phone)}; }
  static void on(Row& r, const Changed& e, const Meta&) {
    for (const auto detail : e.cleared) switch (detail) {
        case Detail::name: r.name.reset(); break;
        case Detail::email: r.email.reset(); break;
        case Detail::phone: r.phone.reset(); break;
      }
    if (e.name) r.name = exact_match(e.name);
    if (e.email) r.email = exact_match(e.email);
    if (e.phone) r.phone = exact_match(e.phone);
  }
  static void on(Row& r, const SubjectErased&, const Meta&) { r = {}; }
};

// An id at a service, of whoever is known under it.
struct IdentityKey { std::string scope; Uuid digest{}; };
BOOST_DESCRIBE_STRUCT(IdentityKey, (), (scope, digest))

// One, who stands there as whom an empty text is about, so that it goes with that one.
struct IdentityRow { std::vector<Personal<std::string>> customers; };
BOOST_DESCRIBE_STRUCT(IdentityRow, (), (customers))

struct KnownUnder : Fold<IdentityKey, IdentityRow> {
  static constexpr auto name = "customer_known_under";
  static const AnyFold& erased();
  using Listens = List<Identified>;

  static std::optional<IdentityKey> key(const std::string& scope, const Personal<std::string>& external_id) {
    const auto digest = exact_match(external_id);
    return digest ? std::optional{IdentityKey{scope, *digest}} : std::nullopt;
  }
  static Keys keys(const Identified& e) {
    const auto of = key(e.scope, e.external_id);
    return of ? Keys{Key(*of)} : Keys{};
  }
  static Maybe on(Maybe, const Identified& e, const Meta&) { return IdentityRow{{about(e.id, std::string{})}}; }
};

struct TagWritten { std::string text; };
BOOST_DESCRIBE_STRUCT(TagWritten, (), (text))

// How the business writes a tag, by label_key: as it did first, on whatever.
struct TagSpelling : Fold<std::string, TagWritten> {
  static constexpr auto name = "tag_spelling";
  static const AnyFold& erased();
  using Listens = List<Tagged, conversation::Tagged>;
  static Keys keys(const auto& e) {
    Keys keys;
    for (const auto& tag : e.added) keys.emplace_back(label_key(tag));
    return keys;
  }
  static Maybe on(Maybe r, const auto& e, const Meta& m) {
    for (const auto& tag : e.added)
      if (!r && Key(label_key(tag)) == m.key) r = TagWritten{tag};
    return r;
  }
};

}  // namespace millrace::customer
