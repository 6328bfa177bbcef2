// Described values to JSON and back, as loops over their shape. Personal text is sealed on the way into the journal and opened
// on the way out; without a Sealing it is plain text (rows, replies, requests).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/core/fact.hpp"
#include "schemas/digest.hpp"
#include "schemas/json/input_error.hpp"
#include "schemas/json/node.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {

// How personal text of one fact or ask is sealed: bound to its tenant, stream, wire name and place, so that it cannot be moved.
struct Sealing {
  Vault& vault;
  Uuid tenant;
  Uuid stream;
  std::string_view wire;
  // The key of that subject: known, or fresh from the vault and remembered by the caller. Only used for sealing; it throws
  // NoKey when there is none just now.
  std::function<Uuid(const Uuid& subject)> key_of;
};

// The vault has no key ready. Retry.
struct NoKey {};

// What came of decoding; `missing_key` means that the value cannot be read *yet*.
struct Decoded {
  std::vector<InputError> errors;
  std::optional<Uuid> missing_key;
  // Which key seals which subject's text here; the index that erasure needs.
  std::vector<std::pair<Uuid, Uuid>> subject_keys;
  bool ok() const { return errors.empty() && !missing_key; }
};

// Unsealed personal text is a string, as people see it, or `named`: {"subject_id", "text"}, as stores keep it so that it can
// be found and cleared when its subject is erased.
enum class Personals { plain, named };

void encode(const Shape&, const void* value, JsonWriter&, const Sealing* = nullptr, Personals = Personals::plain);
// How a request is read: no value may be larger than its bound, and no member comes twice or is unknown. What this house has
// written itself is read as it is.
struct Outside {
  bool members = true;                             // false: whose they are is looked at elsewhere
  std::vector<std::string_view> also = {};         // members that are read elsewhere
};

// Fills `value`, a fresh one of that shape. Members that the JSON lacks stay as they are if optional or in `given` (path
// parameters, fresh ids), else they are errors; members that the shape lacks are ignored, unless the
// value comes from outside.
Decoded decode(const Shape&, Node, void* value, const Sealing* = nullptr, const std::vector<std::string_view>& given = {},
               const Outside* = nullptr);

// What `Personal::match` holds: HMAC, cut to 16 bytes, of an address in its one form, of other text in lower case (ASCII).
Uuid match_of(Vault&, std::string_view text);

template <class T>
std::string to_json(const T& value) {
  std::string out;
  JsonWriter writer{out};
  encode(shape_of<T>(), &value, writer);
  return out;
}
std::string to_json(const Shape&, const void* value, Personals = Personals::plain);
// From JSON that this house wrote itself (rows, timers); anything else is a bug and throws std::runtime_error.
std::shared_ptr<const void> from_json(const Shape&, std::string_view json);
template <class T>
T from_json(std::string_view json) { return *static_cast<const T*>(from_json(shape_of<T>(), json).get()); }

}  // namespace millrace
