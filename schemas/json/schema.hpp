// JSON Schema (2020-12) of a described type, as a loop over its shape. Open: readers ignore what they do not know. Requests are
// closed and bounded.
#pragma once

#include <functional>
#include <string>

#include "domain/core/fact.hpp"

namespace millrace {

// How personal text looks: sealed in the journal, a string in public events; in answers null once it has been erased. `asked`: in
// requests a string, which shows its bounds as all else does there.
enum class Texts { sealed, plain, shown, asked };

// What stands for an object or an enumeration within another schema, where a document holds each of them once: a reference, in JSON.
using Reference = std::function<std::string(const Shape&)>;

// The schema of one type, without `$schema`; members named in `without` are left out (path parameters).
std::string json_schema(const Shape&, Texts, const std::vector<std::string_view>& without = {});
// The schema of one member of a request or an answer, or of a value that is no object; without a Reference it is all in one piece.
std::string json_schema(const Field&, Texts, const Reference& = {});
std::string json_schema_within(const Shape&, Texts, const Reference&);
// The whole document of a fact or journalled ask: schemas/facts/<wire>.json.
std::string json_schema(const WireType&);

}  // namespace millrace
