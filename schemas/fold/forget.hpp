// Whose text a row or a fact holds, and how it is taken away: loops over shapes, so that no context writes down where its texts about people are.
#pragma once

#include "domain/core/subject_erased.hpp"
#include "schemas/fold/any_fold.hpp"
#include "schemas/fold/committed.hpp"

namespace millrace {

// Whether values of that shape may hold text about people, in a list, an ask or however deep.
bool may_hold_personal(const Shape&);
// Whose text it holds, also where that has been erased already: in ascending order, each once.
std::vector<Uuid> subjects_in(const Shape&, const void* value);
// Whether a text of that subject can be read in it.
bool holds_open(const Shape&, const void* value, const Uuid& subject);
// Every text of that subject in it is erased from here on. Lists lose the elements that are nothing but such a text.
void forget(const Shape&, void* value, const Uuid& subject);
// The row without it; null when nothing is left but empty lists. What a fold derives from texts goes likewise only if it is kept as Personal.
RowPtr forgotten(const AnyFold&, const RowPtr&, const Uuid& subject);
AnyFact forgotten(const AnyFact&, const Uuid& subject);

// Whom a record erases.
std::vector<Uuid> erased_by(const Committed&);

}  // namespace millrace
