#include "infra/heads/head.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "infra/crypto/sha256.hpp"

namespace millrace::heads {

namespace {

std::string_view raw(const auto& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::string text(const Uuid& incarnation, Partition p, std::uint64_t size, std::string_view root, std::string_view at) {
  return fmt::format("millrace head 1\nincarnation={}\npartition={}\nsize={}\nroot={}\nat={}\n", to_string(incarnation), p, size, root, at);
}

// Takes "name=value\n" off the front.
std::optional<std::string_view> take(std::string_view& rest, std::string_view name) {
  const auto end = rest.find('\n');
  if (end == rest.npos || !rest.starts_with(name) || rest.size() <= name.size() || rest[name.size()] != '=') return {};
  const auto value = rest.substr(name.size() + 1, end - name.size() - 1);
  rest.remove_prefix(end + 1);
  return value;
}

template <class T>
bool number(std::string_view digits, T& into) {
  const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
  return wrong == std::errc{} && end == digits.data() + digits.size();
}

std::optional<Stated> said_in(std::string_view text) {
  constexpr std::string_view begins = "millrace head 1\n";
  if (!text.starts_with(begins)) return {};
  auto rest = text.substr(begins.size());
  Stated out;
  const auto incarnation = take(rest, "incarnation"), partition = take(rest, "partition"), size = take(rest, "size"), root = take(rest, "root"), at = take(rest, "at");
  if (!incarnation || !partition || !size || !root || !at || !rest.empty()) return {};
  const auto id = parse_uuid(*incarnation);
  const auto hash = digest_of(*root);
  if (!id || !hash || !number(*partition, out.partition) || out.partition < 0 || out.partition >= partitions || !number(*size, out.size)) return {};
  out.incarnation = *id, out.root = *hash, out.at = *at;
  return out;
}

}  // namespace

SignedHead sign(const SigningKey& key, const Uuid& incarnation, Partition p, std::uint64_t size, const Digest& root, Time at) {
  SignedHead out{p, static_cast<std::int64_t>(size), hex(root), at, {}, hex(raw(key.public_key())), {}};
  out.text = text(incarnation, p, size, out.root, to_rfc3339(at));
  out.signature = hex(raw(key.sign(out.text)));
  return out;
}

std::optional<Stated> stated(const SignedHead& head, std::string_view key) {
  const auto signature = unhex(head.signature);
  if (!signature || !SigningKey::verify(key, head.text, *signature)) return {};
  return said_in(head.text);
}

std::optional<std::string> unhex(std::string_view digits) {
  if (digits.size() % 2) return {};
  std::string out;
  for (std::size_t n = 0; n < digits.size(); n += 2) {
    unsigned char byte = 0;
    const auto [end, wrong] = std::from_chars(digits.data() + n, digits.data() + n + 2, byte, 16);
    if (wrong != std::errc{} || end != digits.data() + n + 2) return {};
    out += static_cast<char>(byte);
  }
  return out;
}

std::optional<Digest> digest_of(std::string_view hexadecimal) {
  const auto bytes = unhex(hexadecimal);
  Digest out;
  if (!bytes || bytes->size() != out.size()) return {};
  std::memcpy(out.data(), bytes->data(), out.size());
  return out;
}

}  // namespace millrace::heads
