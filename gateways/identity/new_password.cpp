#include "gateways/identity/new_password.hpp"

#include <fmt/core.h>

#include "commands/identity/account/asks.hpp"
#include "domain/core/text.hpp"
#include "schemas/text/common_passwords.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace {

namespace {

// As its reader mends it; else nothing.
std::string wrong_with(const std::string& given, const std::optional<std::string>& password) {
  if (given.empty()) return "It is empty; it takes 8 to 200 characters.";
  if (!password && blank(given)) return "It has nothing that can be seen; it takes 8 to 200 characters.";
  if (!password) return "It has a line break, a tab or another control character; leave that out.";
  const auto length = characters(*password);
  if (length < 8) return fmt::format("It is too short: it has {} characters of at least 8.", length);
  if (length > 200) return fmt::format("It is too long: it has {} characters of at most 200.", length);
  if (common_password(*password)) return "It is among those that are guessed first; take several words that nobody else puts together.";
  return {};
}

}  // namespace

std::optional<Response> wrong_password(const std::string& given, std::string_view pointer) {
  const auto wrong = wrong_with(given, opaque_string(given));
  if (wrong.empty()) return {};
  return problem(account::rule::password_invalid, wrong, {{std::string(pointer), wrong}});
}

std::string hash_of(const Call& call, const std::string& given) { return call.services.hash_password(opaque_string(given).value()); }

}  // namespace millrace
