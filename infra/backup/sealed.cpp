#include "infra/backup/sealed.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <zstd.h>

#include <algorithm>
#include <memory>

#include "infra/backup/sodium.hpp"
#include "infra/segments/frame.hpp"

namespace millrace::backup {

namespace {

constexpr std::string_view magic = "MRBACK1\n";
constexpr std::size_t kind_at = 8, salt_at = 9, passes_at = 25, memory_at = 29, public_at = 37, sealed_at = 69, own_at = 149, stream_at = 221, blocks_at = 245;
constexpr std::size_t sealed_bytes = crypto_box_SEALBYTES + sizeof(Key), own_bytes = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + sizeof(Key);
constexpr std::size_t block_bytes = 64 << 10, tag_bytes = crypto_secretstream_xchacha20poly1305_ABYTES;
static_assert(sealed_at + sealed_bytes == own_at && own_at + own_bytes == stream_at);
static_assert(stream_at + crypto_secretstream_xchacha20poly1305_HEADERBYTES == blocks_at);
constexpr int compression = 3;

using segments::get;
using segments::put;
using Stream = crypto_secretstream_xchacha20poly1305_state;

const unsigned char* in(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
unsigned char* in(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }
std::string_view text(const Key& key) { return {reinterpret_cast<const char*>(key.data()), key.size()}; }

[[noreturn]] void damaged(std::string_view name, const char* how) { throw Damaged(fmt::format("{} is damaged: {}", name, how)); }

std::string head_of(const Recipient& recipient, const Key& key, const Key* own) {
  std::string out{magic};
  const auto how = recipient.stretching.value_or(Stretching{});
  out += recipient.stretching ? '\1' : '\0';
  out.append(reinterpret_cast<const char*>(how.salt.data()), how.salt.size());
  put(out, how.passes);
  put(out, how.memory_bytes);
  out += text(recipient.public_key);
  std::string sealed(sealed_bytes, '\0'), owned(own_bytes, '\0');
  if (crypto_box_seal(in(sealed), key.data(), key.size(), recipient.public_key.data()) != 0) throw WrongKey("the public key is no key");
  if (own) {
    randombytes_buf(owned.data(), crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(in(owned) + crypto_secretbox_NONCEBYTES, key.data(), key.size(), in(owned), own->data());
  }
  return out + sealed + owned;
}

std::string compressed(std::string_view contents) {
  std::string out(ZSTD_compressBound(contents.size()), '\0');
  const auto n = ZSTD_compress(out.data(), out.size(), contents.data(), contents.size(), compression);
  if (ZSTD_isError(n)) throw std::runtime_error(std::string("zstd: ") + ZSTD_getErrorName(n));
  out.resize(n);
  return out;
}

std::string expanded(std::string_view name, std::string_view packed, std::size_t most) {
  const auto size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > most) damaged(name, "it is larger than anything that was put there");
  std::string out(size, '\0');
  const auto n = ZSTD_decompress(out.data(), out.size(), packed.data(), packed.size());
  if (ZSTD_isError(n) || n != size) damaged(name, "it cannot be expanded");
  return out;
}

void check_head(std::string_view name, std::string_view sealed) {
  begin_sodium();
  if (sealed.size() < blocks_at + tag_bytes) damaged(name, "it is cut short");
  if (!sealed.starts_with(magic)) damaged(name, "it is no object of a backup");
}

std::string unsealed(std::string_view name, std::string_view sealed, const Key& key, std::size_t most) {
  Stream stream;
  if (crypto_secretstream_xchacha20poly1305_init_pull(&stream, in(sealed.substr(stream_at)), key.data()) != 0) damaged(name, "its head is not intact");
  const auto about = std::string(name) + '\n' + std::string(sealed.substr(0, blocks_at));
  std::string packed, block(block_bytes, '\0');
  for (auto at = blocks_at;;) {
    const auto next = sealed.substr(at, block_bytes + tag_bytes);
    unsigned char tag = 0;
    unsigned long long size = 0;
    const auto with = at == blocks_at ? about : std::string{};
    if (next.size() < tag_bytes) damaged(name, "it is cut short");
    if (crypto_secretstream_xchacha20poly1305_pull(&stream, in(block), &size, &tag, in(next), next.size(), in(with), with.size()) != 0)
      damaged(name, "its bytes are not those that were put there under this name");
    packed.append(block, 0, size);
    at += next.size();
    if (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) continue;
    if (at != sealed.size()) damaged(name, "something follows behind its end");
    return expanded(name, packed, most);
  }
}

}  // namespace

void begin_sodium() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium could not be started: the system gives no entropy");
}

Sealed seal(std::string_view name, std::string_view contents, const Recipient& recipient, const Key* own) {
  begin_sodium();
  Sealed out;
  crypto_secretstream_xchacha20poly1305_keygen(out.key.data());
  out.bytes = head_of(recipient, out.key, own);
  Stream stream;
  std::string stream_head(crypto_secretstream_xchacha20poly1305_HEADERBYTES, '\0');
  crypto_secretstream_xchacha20poly1305_init_push(&stream, in(stream_head), out.key.data());
  out.bytes += stream_head;
  const auto about = std::string(name) + '\n' + out.bytes;
  const auto packed = compressed(contents);
  std::string block(block_bytes + tag_bytes, '\0');
  for (std::size_t at = 0; at < packed.size(); at += block_bytes) {
    const auto part = std::string_view{packed}.substr(at, block_bytes);
    const auto with = at == 0 ? about : std::string{};
    unsigned long long size = 0;
    const bool last = at + part.size() == packed.size();
    crypto_secretstream_xchacha20poly1305_push(&stream, in(block), &size, in(part), part.size(), in(with), with.size(),
                                               last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    out.bytes.append(block, 0, size);
  }
  return out;
}

Recipient recipient_of(std::string_view name, std::string_view sealed) {
  check_head(name, sealed);
  Recipient out;
  sealed.substr(public_at, sizeof(Key)).copy(reinterpret_cast<char*>(out.public_key.data()), sizeof(Key));
  if (sealed[kind_at] == '\0') return out;
  Stretching how{{}, get<std::uint32_t>(sealed, passes_at), get<std::uint64_t>(sealed, memory_at)};
  sealed.substr(salt_at, how.salt.size()).copy(reinterpret_cast<char*>(how.salt.data()), how.salt.size());
  out.stretching = how;
  return out;
}

std::string open(std::string_view name, std::string_view sealed, ByPair by, std::size_t most) {
  const auto whose = recipient_of(name, sealed);
  Key key;
  if (whose.public_key != by.pair.recipient.public_key)
    throw WrongKey(whose.stretching ? "the passphrase does not open this backup" : fmt::format("this key ({}) does not open this backup, which is sealed to {}", name_of(by.pair.recipient), name_of(whose)));
  if (crypto_box_seal_open(key.data(), in(sealed.substr(sealed_at)), sealed_bytes, whose.public_key.data(), by.pair.secret.data()) != 0)
    damaged(name, "its key is not intact");
  return unsealed(name, sealed, key, most);
}

std::string open(std::string_view name, std::string_view sealed, ByOwn by, std::size_t most) {
  check_head(name, sealed);
  const auto owned = sealed.substr(own_at, own_bytes);
  Key key;
  if (crypto_secretbox_open_easy(key.data(), in(owned.substr(crypto_secretbox_NONCEBYTES)), owned.size() - crypto_secretbox_NONCEBYTES, in(owned), by.key.data()) != 0)
    throw WrongKey(fmt::format("{} was made under another master key", name));
  return unsealed(name, sealed, key, most);
}

std::string open(std::string_view name, std::string_view sealed, ByKey by, std::size_t most) {
  check_head(name, sealed);
  return unsealed(name, sealed, by.key, most);
}

}  // namespace millrace::backup
