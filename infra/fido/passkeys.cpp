#include "infra/fido/passkeys.hpp"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <memory>
#include <stdexcept>

namespace millrace {

namespace {

using second_factor::Algorithm;

constexpr std::uint8_t user_present = 1, user_verified = 4, has_credential = 64;

struct Free {
  void operator()(fido_cred_t* p) const { fido_cred_free(&p); }
  void operator()(fido_assert_t* p) const { fido_assert_free(&p); }
  void operator()(es256_pk_t* p) const { es256_pk_free(&p); }
  void operator()(eddsa_pk_t* p) const { eddsa_pk_free(&p); }
  void operator()(rs256_pk_t* p) const { rs256_pk_free(&p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

template <class T>
Owned<T> owned(T* made) {
  if (!made) throw std::bad_alloc{};
  return Owned<T>{made};
}

const unsigned char* bytes(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
std::string text(const unsigned char* p, std::size_t size) { return p ? std::string(reinterpret_cast<const char*>(p), size) : std::string{}; }

int cose(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::es256: return COSE_ES256;
    case Algorithm::eddsa: return COSE_EDDSA;
    case Algorithm::rs256: return COSE_RS256;
  }
  throw std::logic_error("no such algorithm");
}

// The key as the library has it for that algorithm, for as long as `with` runs; false: its bytes are none.
template <class With>
bool with_key(const Passkeys::Key& key, With with) {
  const auto* p = key.public_key.data();
  const auto size = key.public_key.size();
  switch (key.algorithm) {
    case Algorithm::es256: {
      const auto pk = owned(es256_pk_new());
      return es256_pk_from_ptr(pk.get(), p, size) == FIDO_OK && with(pk.get());
    }
    case Algorithm::eddsa: {
      const auto pk = owned(eddsa_pk_new());
      return eddsa_pk_from_ptr(pk.get(), p, size) == FIDO_OK && with(pk.get());
    }
    case Algorithm::rs256: {
      const auto pk = owned(rs256_pk_new());
      return rs256_pk_from_ptr(pk.get(), p, size) == FIDO_OK && with(pk.get());
    }
  }
  return false;
}

// The library wants to be told which kind of key it will find.
Owned<fido_cred_t> parsed(std::string_view authenticator_data, Algorithm algorithm) {
  auto cred = owned(fido_cred_new());
  if (fido_cred_set_type(cred.get(), cose(algorithm)) != FIDO_OK ||
      fido_cred_set_authdata_raw(cred.get(), bytes(authenticator_data), authenticator_data.size()) != FIDO_OK)
    return {};
  return cred;
}

// The data begins with the digest of the site that it is for.
bool is_for(std::string_view authenticator_data, std::string_view rp_id) {
  const auto site = sha256(rp_id);
  return authenticator_data.size() > site.size() && equal_secrets(authenticator_data.substr(0, site.size()), raw(site));
}

class Fido final : public Passkeys {
 public:
  Fido() { fido_init(0); }

  std::variant<Made, Wrong> made(std::string_view authenticator_data, std::string_view rp_id) const override {
    if (!is_for(authenticator_data, rp_id)) return Wrong{"it is for another site"};
    for (const auto algorithm : {Algorithm::es256, Algorithm::eddsa, Algorithm::rs256}) {
      const auto cred = parsed(authenticator_data, algorithm);
      if (!cred) continue;
      const auto flags = fido_cred_flags(cred.get());
      if (!(flags & user_present) || !(flags & user_verified)) return Wrong{"its person was not verified"};
      Made made{text(fido_cred_id_ptr(cred.get()), fido_cred_id_len(cred.get())),
                text(fido_cred_pubkey_ptr(cred.get()), fido_cred_pubkey_len(cred.get())), algorithm, fido_cred_sigcount(cred.get())};
      if (!(flags & has_credential) || made.credential_id.empty() || !with_key({algorithm, made.public_key}, [](const auto*) { return true; }))
        return Wrong{"there is no key in it"};
      return made;
    }
    return Wrong{"it cannot be read, or its key is of a kind that is not taken"};
  }

  std::variant<std::int64_t, Wrong> signed_by(const Key& key, const Signed& what, std::string_view rp_id) const override {
    if (!is_for(what.authenticator_data, rp_id)) return Wrong{"it is for another site"};
    const auto assertion = owned(fido_assert_new());
    auto* a = assertion.get();
    const std::string site(rp_id);
    const bool taken = fido_assert_set_rp(a, site.c_str()) == FIDO_OK && fido_assert_set_up(a, FIDO_OPT_TRUE) == FIDO_OK &&
                       fido_assert_set_uv(a, FIDO_OPT_TRUE) == FIDO_OK && fido_assert_set_count(a, 1) == FIDO_OK &&
                       fido_assert_set_clientdata_hash(a, what.client_data.data(), what.client_data.size()) == FIDO_OK &&
                       fido_assert_set_authdata_raw(a, 0, bytes(what.authenticator_data), what.authenticator_data.size()) == FIDO_OK &&
                       fido_assert_set_sig(a, 0, bytes(what.signature), what.signature.size()) == FIDO_OK;
    if (!taken) return Wrong{"it cannot be read"};
    const bool right = with_key(key, [&](const auto* pk) { return fido_assert_verify(a, 0, cose(key.algorithm), pk) == FIDO_OK; });
    if (!right) return Wrong{"the signature is wrong, or its person was not verified"};
    return std::int64_t{fido_assert_sigcount(a, 0)};
  }
};

}  // namespace

const Passkeys& fido_passkeys() {
  static const Fido one;
  return one;
}

}  // namespace millrace
