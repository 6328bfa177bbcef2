#include "schemas/json/writer.hpp"

#include <cstdint>
#include <cstring>

namespace millrace {

namespace {

// Whether one of eight bytes has to be escaped: below 0x20, a quote or a backslash. The usual bit tricks for "has a byte less than"
// and "has a zero byte" (Bit Twiddling Hacks); a byte from 0x80 on is none of these.
bool any_escape(const char* eight) {
  constexpr std::uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
  std::uint64_t w;
  std::memcpy(&w, eight, sizeof w);
  const auto zero_in = [](std::uint64_t x) { return (x - ones) & ~x; };
  return (((w - ones * 0x20) & ~w) | zero_in(w ^ ones * '"') | zero_in(w ^ ones * '\\')) & tops;
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  std::size_t clean = 0;                       // what is plain goes in one piece
  for (std::size_t i = 0; i < text.size(); ++i) {
    while (i + 8 <= text.size() && !any_escape(text.data() + i)) i += 8;
    if (i == text.size()) break;
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, clean, i - clean);
    clean = i + 1;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += hex[c >> 4];
        out += hex[c & 15];
    }
  }
  out.append(text, clean, text.size() - clean);
  out += '"';
}

}  // namespace millrace
