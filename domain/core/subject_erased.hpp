// The one fact that takes away: whatever was kept in the open about its subject, in whatever row, goes when it is folded. The subject's
// key is destroyed behind it, and nothing about the subject is sealed, or kept, any more.
#pragma once

#include "domain/core/fact.hpp"

namespace millrace {

struct Erasure;
struct Member;

struct SubjectErased {
  static constexpr auto wire = "subject.erased.v1";
  Id<Erasure> id;
  Uuid subject_id{};
  std::optional<Id<Member>> member_id = {};           // who has asked for it
};
BOOST_DESCRIBE_STRUCT(SubjectErased, (), (id, subject_id, member_id))

}  // namespace millrace
