#include "schemas/text/words.hpp"

#include <algorithm>
#include <array>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace millrace {

namespace {

enum class Kind { space, punctuation, spaced, unspaced };

bool script_without_spaces(UChar32 c) {
  constexpr std::array scripts{USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_HANGUL, USCRIPT_BOPOMOFO, USCRIPT_YI,
                               USCRIPT_THAI, USCRIPT_LAO, USCRIPT_KHMER, USCRIPT_MYANMAR, USCRIPT_TIBETAN};
  return std::any_of(scripts.begin(), scripts.end(), [&](UScriptCode script) { return uscript_hasScript(c, script); });
}

Kind kind_of(UChar32 c) {
  if (c < 0x80) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return Kind::spaced;
    return c == ' ' || (c >= '\t' && c <= '\r') ? Kind::space : Kind::punctuation;
  }
  if (u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) || u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR)) return Kind::unspaced;
  constexpr auto word = U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK;
  if (U_GET_GC_MASK(c) & word) return script_without_spaces(c) ? Kind::unspaced : Kind::spaced;
  return u_isUWhiteSpace(c) ? Kind::space : Kind::punctuation;
}

bool digit(std::string_view text, std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; }

// Where the number goes on behind `at`, or where it ends: `at`.
std::size_t next_group(std::string_view text, std::size_t at) {
  constexpr std::string_view between = " -_./()";
  constexpr std::string_view trunk = "(0)";            // said only at home: +49 (0)30
  auto ahead = at;
  for (int n = 0; n < 4 && ahead < text.size(); ++n) {
    if (text.substr(ahead).starts_with(trunk)) ahead += trunk.size();
    else if (between.find(text[ahead]) != between.npos) ++ahead;
    if (digit(text, ahead)) return ahead;
  }
  return at;
}

}  // namespace

std::vector<Word> words_of(std::string_view form) {
  std::vector<Word> out;
  const auto* bytes = form.data();
  const auto size = static_cast<std::int32_t>(form.size());
  bool glued = false;
  auto before = Kind::space;
  for (std::int32_t at = 0; at < size;) {
    const auto begin = at;
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, at, size, c);
    const auto kind = kind_of(c);
    if (kind == Kind::space) glued = false;
    if (kind == Kind::spaced || kind == Kind::unspaced) {
      if (kind == before) out.back().text = form.substr(static_cast<std::size_t>(out.back().text.data() - bytes),
                                                        static_cast<std::size_t>(bytes + at - out.back().text.data()));
      else out.push_back({form.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)), kind == Kind::unspaced, glued});
      glued = true;
    }
    before = kind;
  }
  return out;
}

std::vector<Number> numbers_of(std::string_view form) {
  std::vector<Number> out;
  for (std::size_t at = 0; at < form.size(); ++at) {
    if (!digit(form, at)) continue;
    Number number{{}, at > 0 && form[at - 1] == '+'};
    for (bool more = true; more;) {
      for (; digit(form, at); ++at) number.digits += form[at];
      const auto next = next_group(form, at);
      more = next != at;
      at = next;
    }
    if (number.digits.starts_with("00") && !number.international) {
      number.international = true;
      number.digits.erase(0, 2);
    }
    out.push_back(std::move(number));
  }
  return out;
}

std::string_view within(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace millrace
