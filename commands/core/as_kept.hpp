// Personal text in the form in which facts keep it, whatever spelling it comes in. What earlier releases have kept stays as it is.
#pragma once

#include <optional>

#include "domain/core/personal.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace {

// What somebody is called: composed, and without what does not show at its ends.
inline std::string name_as_kept(std::string_view name) { return nfc(trimmed(name)); }
inline Personal<std::string> name_as_kept(Personal<std::string> name) {
  name.value = name_as_kept(name.value);
  return name;
}

// As it is written, in ASCII: people read its groups. Nothing when it can be no number.
inline std::optional<Personal<std::string>> phone_as_kept(Personal<std::string> number) {
  auto written = phone(number.value);
  if (!written) return {};
  number.value = std::move(*written);
  return number;
}

// Nothing when it can be no address.
inline std::optional<Personal<std::string>> email_as_kept(Personal<std::string> email) {
  auto canonical = canonical_email(email.value);
  if (!canonical) return {};
  email.value = std::move(*canonical);
  return email;
}

// Where somebody is written to: an e-mail address or a phone number; nothing when it is neither.
inline std::optional<Personal<std::string>> address_as_kept(Personal<std::string> address) {
  auto canonical = canonical_address(address.value);
  if (!canonical) return {};
  address.value = std::move(*canonical);
  return address;
}

}  // namespace millrace
