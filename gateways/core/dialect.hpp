// Protocols other than the house's that routes speak, each by the media type of its bodies (Route::media): what is sent has that, and says what goes
// wrong as the protocol does.
#pragma once

#include "gateways/core/http.hpp"

namespace millrace {

namespace scim {
inline constexpr std::string_view media = "application/scim+json";      // RFC 7644 §8.1
}

struct Dialect {
  std::string_view name, media;
  Response (*told)(Response) = nullptr;      // what is sent, of what is answered
  std::string_view wrong = {};               // the JSON Schema of what that makes of a problem
  int (*status)(int) = nullptr;              // … and of its status
};

// Null: it is no dialect.
const Dialect* dialect_of(std::string_view media);

}  // namespace millrace
