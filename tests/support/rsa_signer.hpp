// A provider's RSA key, as tests need it: it signs whatever it is told.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace millrace::testing {

class RsaSigner {
 public:
  enum class Hash { sha1, sha256, sha384, sha512 };

  explicit RsaSigner(unsigned bits = 2048);
  ~RsaSigner();
  std::string n() const;                   // base64url
  // As it is published (RFC 7517), with further members.
  std::string jwk(std::string_view kid, std::string_view more = R"(,"use":"sig","alg":"RS256")") const;
  std::string sign(std::string_view text, Hash = Hash::sha256) const;

 private:
  struct Key;
  std::unique_ptr<Key> key_;
};

}  // namespace millrace::testing
