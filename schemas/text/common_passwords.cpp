#include "schemas/text/common_passwords.hpp"

#include <zxcvbn.h>

#include <string>

namespace millrace {

namespace {
constexpr std::size_t longest = 64;          // bytes; the time it takes grows with their square
constexpr double guesses_log2 = 14;
}  // namespace

bool common_password(std::string_view password) {
  if (password.size() > longest || password.find('\0') != password.npos) return false;
  return ZxcvbnMatch(std::string(password).c_str(), nullptr, nullptr) < guesses_log2;
}

}  // namespace millrace
