// A head as it is signed and read again. Its text, lines that end in \n, with nothing more and nothing less:
//
//   millrace head 1
//   incarnation=<of the journal>
//   partition=<0…63>
//   size=<records>
//   root=<64 hexadecimal digits>
//   at=<RFC 3339, UTC>
#pragma once

#include "gateways/core/heads.hpp"
#include "infra/crypto/signing_key.hpp"

namespace millrace::heads {

SignedHead sign(const SigningKey&, const Uuid& incarnation, Partition, std::uint64_t size, const Digest& root, Time at);

// What a text says.
struct Stated {
  Uuid incarnation{};
  Partition partition = 0;
  std::uint64_t size = 0;
  Digest root{};
  std::string at;
};
// Nothing when that key (32 bytes) has not signed it, or it is no head's text. What else stands in the head is not believed.
std::optional<Stated> stated(const SignedHead&, std::string_view key);

// From hexadecimal digits; nothing for anything else.
std::optional<std::string> unhex(std::string_view);
std::optional<Digest> digest_of(std::string_view hexadecimal);

}  // namespace millrace::heads
