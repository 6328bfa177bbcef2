// Text as JSON: what has to be escaped is, wherever it stands, and nothing else (RFC 8259 §7).
#include "schemas/json/writer.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "infra/crypto/random.hpp"

using namespace millrace;

namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

// Byte for byte, as the RFC has it.
std::string slowly(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') (out += '\\') += c;
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else if (byte < 0x20) out += fmt::format("\\u{:04x}", byte);
    else out += c;
  }
  return out + '"';
}

}  // namespace

TEST_CASE("writer: every byte, at every place of a text, is escaped or left as it must be") {
  for (int byte = 0; byte < 256; ++byte)
    for (std::size_t length = 1; length <= 20; ++length)
      for (std::size_t at = 0; at < length; ++at) {
        std::string text(length, 'a');
        text[at] = static_cast<char>(byte);
        REQUIRE(quoted(text) == slowly(text));
      }
}

TEST_CASE("writer: texts of any bytes are escaped as they must be") {
  SeededRandom random{1};
  for (int n = 0; n < 20'000; ++n) {
    std::array<std::uint8_t, 41> bytes;
    random.fill(bytes);
    const std::string text(reinterpret_cast<const char*>(bytes.data() + 1), bytes[0] % 41);
    REQUIRE(quoted(text) == slowly(text));
  }
}
