#include "schemas/digest.hpp"
#include "schemas/hmac_sha1.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>
#include <span>
#include <stdexcept>

namespace millrace {

namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* handle) const { release(handle); }
};
template <class T, auto release>
using Handle = std::unique_ptr<T, Release<release>>;

// The library itself failed (memory, a provider that is not there): no input can cause it and nothing can be retried.
void ensure(bool ok, const char* what) {
  if (ok) return;
  char why[160] = "no reason given";
  if (const auto code = ERR_get_error()) ERR_error_string_n(code, why, sizeof why);
  throw std::runtime_error(std::string{"OpenSSL: "} + what + ": " + why);
}

const unsigned char* bytes(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

// Fetching an algorithm costs more than hashing a record, so each is fetched once a process, and each thread
// keeps its contexts.
const EVP_MD* sha256_method() {
  static const Handle<EVP_MD, EVP_MD_free> method{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  ensure(method != nullptr, "SHA-256");
  return method.get();
}

EVP_MAC_CTX* new_hmac(const char* with) {
  static const Handle<EVP_MAC, EVP_MAC_free> method{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
  ensure(method != nullptr, "HMAC");
  Handle<EVP_MAC_CTX, EVP_MAC_CTX_free> context{EVP_MAC_CTX_new(method.get())};
  std::string digest = with;
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                                   OSSL_PARAM_construct_end()};
  ensure(context && EVP_MAC_CTX_set_params(context.get(), parameters) == 1, "HMAC");
  return context.release();
}

void hmac(EVP_MAC_CTX* context, std::string_view key, std::string_view message, std::span<std::uint8_t> out) {
  if (key.empty()) key = "";  // a null key would mean "the one before"
  std::size_t size = out.size();
  ensure(EVP_MAC_init(context, bytes(key), key.size(), nullptr) == 1 && EVP_MAC_update(context, bytes(message), message.size()) == 1 &&
             EVP_MAC_final(context, out.data(), &size, out.size()) == 1,
         "HMAC");
}

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr auto reverse_alphabet = [] {
  std::array<std::int8_t, 256> out{};
  out.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    out[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  return out;
}();

}  // namespace

Digest sha256(std::string_view a, std::string_view b) {
  thread_local const Handle<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
  Digest out;
  ensure(context && EVP_DigestInit_ex2(context.get(), sha256_method(), nullptr) == 1 &&
             EVP_DigestUpdate(context.get(), a.data(), a.size()) == 1 &&
             EVP_DigestUpdate(context.get(), b.data(), b.size()) == 1 &&
             EVP_DigestFinal_ex(context.get(), out.data(), nullptr) == 1,
         "SHA-256");
  return out;
}

Digest hmac_sha256(std::string_view key, std::string_view message) {
  thread_local const Handle<EVP_MAC_CTX, EVP_MAC_CTX_free> context{new_hmac("SHA256")};
  Digest out;
  hmac(context.get(), key, message, out);
  return out;
}

std::array<std::uint8_t, 20> hmac_sha1(std::string_view key, std::string_view message) {
  thread_local const Handle<EVP_MAC_CTX, EVP_MAC_CTX_free> context{new_hmac("SHA1")};
  std::array<std::uint8_t, 20> out;
  hmac(context.get(), key, message, out);
  return out;
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string base64url(std::string_view in) {
  std::string out;
  out.reserve((in.size() * 4 + 2) / 3);
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : in) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += alphabet[held >> (bits - 6) & 63];
  }
  if (bits > 0) out += alphabet[held << (6 - bits) & 63];
  return out;
}

std::optional<std::string> base64url_decode(std::string_view in) {
  if (in.size() % 4 == 1) return {};
  std::string out;
  out.reserve(in.size() * 3 / 4);
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : in) {
    const int value = reverse_alphabet[static_cast<unsigned char>(c)];
    if (value < 0) return {};
    held = held << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) out += static_cast<char>(held >> (bits -= 8));
  }
  // The bits that no byte takes must be zero, or one value would have several spellings.
  if ((held & ((1u << bits) - 1)) != 0) return {};
  return out;
}

}  // namespace millrace
