// Questions about the company's own directory that a rule asks the business.
#pragma once

#include "domain/identity/member/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::provisioning {

// A digest, which goes with the one whom it is about: upper and lower case are one.
struct UserName { Personal<std::string> user_name; };
BOOST_DESCRIBE_STRUCT(UserName, (), (user_name))

// What the directory calls somebody.
struct UserNameOf : Fold<Id<Member>, UserName> {
  static constexpr auto name = "user_name_of";
  static const AnyFold& erased();
  using Listens = List<member::Catalogued, member::Removed>;
  static Maybe on(Maybe, const member::Catalogued& e, const Meta&) {
    return UserName{{e.user_name.subject_id, e.user_name.erased ? std::string{} : to_string(e.user_name.match), e.user_name.erased, {}}};
  }
  static Maybe on(Maybe, const member::Removed&, const Meta&) { return {}; }
};

struct NamedSo { Id<Member> member_id; };
BOOST_DESCRIBE_STRUCT(NamedSo, (), (member_id))

// Who was the last to be called so; whether that still is so says UserNameOf.
struct LastNamedSo : Fold<Uuid, NamedSo> {
  static constexpr auto name = "last_user_name";
  static const AnyFold& erased();
  using Listens = List<member::Catalogued>;
  static Keys keys(const member::Catalogued& e) { return e.user_name.erased ? Keys{} : Keys{Key(e.user_name.match)}; }
  static Maybe on(Maybe, const member::Catalogued& e, const Meta&) { return NamedSo{e.id}; }
};

}  // namespace millrace::provisioning
