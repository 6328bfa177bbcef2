// The tokens of a record, under this house's secret. Pure functions of the record and the master key.
#pragma once

#include "schemas/digest.hpp"
#include "schemas/token.hpp"

namespace millrace {

inline std::string issue(Vault& vault, TokenKind kind, const Token& token) {
  const auto secret = vault.secret("token");
  return make_token(kind, token, raw(secret));
}
// Nothing unless it is one of ours, of that kind.
inline std::optional<Token> recognise(Vault& vault, TokenKind kind, std::string_view text) {
  const auto secret = vault.secret("token");
  return read_token(kind, text, raw(secret));
}

}  // namespace millrace
