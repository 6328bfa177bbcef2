// What rows do not keep of text about people, made again: Personal::match, which rules and lookups compare by.
#pragma once

#include "domain/core/shape.hpp"
#include "schemas/json/codec.hpp"

namespace millrace {

// The same value, with the digests of its texts. For an ask that was kept in a row until it was due. Any thread.
AnyValue with_matches(Vault&, const AnyValue&);

}  // namespace millrace
