// Whom a tenant has erased: nothing about them is sealed any more, whoever asks.
#pragma once

#include "domain/core/subject_erased.hpp"
#include "domain/core/rule.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace {

namespace rule {
// Of what is asked about such a person, and of what was answered then and cannot be shown any more.
inline constexpr Rule subject_erased{"subject.erased", Kind::gone, "What this was about has been erased.",
                                     "There is nothing to mend: it was done then, and its words are gone."};
}  // namespace rule

struct ErasedRow { Id<Erasure> erasure_id; };
BOOST_DESCRIBE_STRUCT(ErasedRow, (), (erasure_id))

struct ErasedSubjects : Fold<Uuid, ErasedRow> {
  static constexpr auto name = "erased_subjects";
  static const AnyFold& erased();
  using Listens = List<SubjectErased>;
  static Keys keys(const SubjectErased& e) { return {Key(e.subject_id)}; }
  static Maybe on(Maybe was, const SubjectErased& e, const Meta&) { return was ? was : ErasedRow{e.id}; }
};

}  // namespace millrace
