#include <doctest/doctest.h>

#include "infra/fido/passkeys.hpp"
#include "tests/support/authenticator.hpp"

using namespace millrace;
using second_factor::Algorithm;
using testing::Authenticator;

namespace {

const std::string site = "desk.example.org", client = R"({"type":"webauthn.get"})";
constexpr auto there = Authenticator::present | Authenticator::verified;

bool taken(const std::string& data, const std::string& rp_id = site) { return std::holds_alternative<Passkeys::Made>(fido_passkeys().made(data, rp_id)); }

struct Case {
  Authenticator authenticator;
  Passkeys::Made made;
  std::string data, signature;
  explicit Case(Algorithm algorithm)
      : authenticator(algorithm), made(std::get<Passkeys::Made>(fido_passkeys().made(authenticator.registration(site), site))),
        data(authenticator.authenticator_data(site, there, 7)), signature(authenticator.sign(data, client)) {}
  std::optional<std::int64_t> count(const std::string& data_, const std::string& signature_, const std::string& client_ = client, const std::string& rp_id = site) const {
    const auto said = fido_passkeys().signed_by({made.algorithm, made.public_key}, {data_, signature_, sha256(client_)}, rp_id);
    if (const auto* n = std::get_if<std::int64_t>(&said)) return *n;
    return {};
  }
};

constexpr Algorithm all[] = {Algorithm::es256, Algorithm::eddsa, Algorithm::rs256};

}  // namespace

TEST_CASE("passkeys: a key of each kind is taken, and what it signs is known to be its own") {
  for (const auto algorithm : all) {
    const Case one{algorithm};
    CHECK(one.made.algorithm == algorithm);
    CHECK(one.made.credential_id == one.authenticator.credential_id());
    CHECK(one.made.sign_count == 0);
    CHECK(one.count(one.data, one.signature) == 7);
  }
}

TEST_CASE("passkeys: what was signed for another site, for other data, without its person or by another key is refused") {
  for (const auto algorithm : all) {
    const Case one{algorithm}, other{algorithm};
    const auto& a = one.authenticator;
    const auto with = [&](std::uint8_t flags, const std::string& rp_id = site, std::uint32_t count = 7) {
      const auto data = a.authenticator_data(rp_id, flags, count);
      return one.count(data, a.sign(data, client));
    };
    CHECK(with(there) == 7);
    CHECK_FALSE(with(there, "evil.example.org"));
    CHECK_FALSE(with(Authenticator::present));
    CHECK_FALSE(with(Authenticator::verified));
    CHECK_FALSE(with(0));
    CHECK_FALSE(one.count(one.data, one.signature, client, "example.org"));
    CHECK_FALSE(one.count(one.data, one.signature, R"({"type":"webauthn.create"})"));
    CHECK_FALSE(one.count(one.data, other.signature));
    CHECK_FALSE(one.count(one.data, {}));
    CHECK_FALSE(one.count({}, one.signature));
    CHECK_FALSE(one.count(one.data.substr(0, 36), one.signature));
    CHECK_FALSE(one.count(a.authenticator_data(site, there, 8), one.signature));       // another count than was signed
  }
}

TEST_CASE("passkeys: of a signature and of what it signs no bit may differ") {
  const Case one{Algorithm::es256};
  for (std::size_t at = 0; at < one.data.size(); ++at) {
    auto data = one.data;
    data[at] = static_cast<char>(data[at] ^ 1);
    CHECK_FALSE(one.count(data, one.signature));
  }
  for (std::size_t at = 0; at < one.signature.size(); ++at) {
    auto signature = one.signature;
    signature[at] = static_cast<char>(signature[at] ^ 1);
    CHECK_FALSE(one.count(one.data, signature));
  }
}

TEST_CASE("passkeys: a key is of the algorithm that it was taken as") {
  const Case one{Algorithm::es256};
  for (const auto other : {Algorithm::eddsa, Algorithm::rs256}) {
    const auto said = fido_passkeys().signed_by({other, one.made.public_key}, {one.data, one.signature, sha256(client)}, site);
    CHECK(std::holds_alternative<Passkeys::Wrong>(said));
  }
}

TEST_CASE("passkeys: no key is made of what is cut off, of another site, of another kind, or without its person") {
  const Authenticator a;
  const auto whole = a.registration(site);
  CHECK(taken(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK_FALSE(taken(whole.substr(0, size)));
  CHECK_FALSE(taken(whole, "evil.example.org"));
  CHECK_FALSE(taken(a.registration(site, Authenticator::present | Authenticator::credential)));
  CHECK_FALSE(taken(a.registration(site, Authenticator::verified | Authenticator::credential)));
  CHECK_FALSE(taken(a.registration(site, there)));                                     // no credential in it
  CHECK_FALSE(taken(a.authenticator_data(site, there | Authenticator::credential, 0)));
  auto unknown = whole;                                                                // COSE -35 (ES384) in place of -7
  const auto at = unknown.find("\x03\x26", 55);
  REQUIRE(at != unknown.npos);
  unknown.replace(at, 2, "\x03\x38\x22");
  CHECK_FALSE(taken(unknown));
  auto off_the_curve = whole;
  off_the_curve[off_the_curve.size() - 1] = static_cast<char>(off_the_curve.back() ^ 1);
  CHECK_FALSE(taken(off_the_curve));
}
