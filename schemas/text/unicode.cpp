#include "schemas/text/unicode.hpp"

#include <algorithm>
#include <cctype>
#include <memory>
#include <set>
#include <stdexcept>
#include <unicode/idna.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace millrace {

namespace {

using icu::UnicodeString;

UnicodeString read(std::string_view text) {
  return UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}
std::string written(const UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

// ICU fails only for want of memory or of its own data.
void must(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU, ") + what + ": " + u_errorName(status));
}

using Form = const icu::Normalizer2* (*)(UErrorCode&);
const icu::Normalizer2& form(Form instance) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* found = instance(status);
  must(status, "normaliser");
  return *found;
}
UnicodeString normalised(const icu::Normalizer2& form, const UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  auto out = form.normalize(text, status);
  must(status, "normalising");
  return out;
}
UnicodeString composed(const UnicodeString& text) {
  static const auto& nfc = form(&icu::Normalizer2::getNFCInstance);
  return normalised(nfc, text);
}
UnicodeString folded(const UnicodeString& text) {
  static const auto& casefold = form(&icu::Normalizer2::getNFKCCasefoldInstance);
  return normalised(casefold, text);
}

bool invisible(UChar32 c) { return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT); }
bool shows_nothing(UChar32 c) {
  constexpr UChar32 blank_braille = 0x2800, null_notehead = 0x1d159;     // signs that are drawn as nothing
  return u_isUWhiteSpace(c) || u_iscntrl(c) || invisible(c) || c == blank_braille || c == null_notehead;
}

UnicodeString without_ends(const UnicodeString& text) {
  std::int32_t begin = 0, end = text.length();
  while (begin < end && shows_nothing(text.char32At(begin))) begin = text.moveIndex32(begin, 1);
  while (begin < end && shows_nothing(text.char32At(end - 1))) end = text.moveIndex32(end, -1);
  return UnicodeString(text, begin, end - begin);
}

template <class Each>
UnicodeString mapped(const UnicodeString& text, Each each) {
  UnicodeString out;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) each(text.char32At(i), out);
  return out;
}

// Points that readers of the script do without: accents of Latin, Greek and Cyrillic, vowels of Hebrew and Arabic. Elsewhere a mark is part
// of the word.
bool can_be_left_out(UChar32 c) {
  if (c == 0x640) return true;                         // an Arabic letter drawn long
  if (u_charType(c) != U_NON_SPACING_MARK) return false;
  return (c >= 0x300 && c <= 0x36f) || (c >= 0x591 && c <= 0x5c7) || (c >= 0x610 && c <= 0x61a) || (c >= 0x64b && c <= 0x65f) ||
         c == 0x670 || (c >= 0x6d6 && c <= 0x6ed);
}

UnicodeString plain(const UnicodeString& text) {
  static const auto& nfkd = form(&icu::Normalizer2::getNFKDInstance);
  return composed(mapped(normalised(nfkd, folded(text)), [](UChar32 c, UnicodeString& out) {
    if (can_be_left_out(c)) return;
    out.append(u_charType(c) == U_DECIMAL_DIGIT_NUMBER ? static_cast<UChar32>('0' + u_charDigitValue(c)) : c);
  }));
}

// One dash and one quotation mark for the many that keyboards and word processors put in their place.
UChar32 punctuation_typed_as(UChar32 c) {
  if (u_charType(c) == U_DASH_PUNCTUATION || c == 0x2212) return '-';
  const bool quote = c == 0xab || c == 0xbb || (c >= 0x201c && c <= 0x201f) || (c >= 0x300c && c <= 0x300f) || (c >= 0x301d && c <= 0x301f);
  return quote ? UChar32{'"'} : c;
}

std::unique_ptr<const icu::Transliterator> transliterator(const char* rules) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<const icu::Transliterator> made{icu::Transliterator::createInstance(rules, UTRANS_FORWARD, status)};
  must(status, "transliteration");
  return made;
}

// Atoms with single dots between them (RFC 5322 §3.2.3), beyond ASCII as well (RFC 6531 §3.3).
bool dot_atom(std::string_view local) {
  constexpr std::string_view atext = "!#$%&'*+-/=?^_`{|}~.";
  if (local.empty() || local.front() == '.' || local.back() == '.' || local.find("..") != local.npos) return false;
  return std::all_of(local.begin(), local.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) || atext.find(c) != atext.npos;
  });
}

const icu::IDNA& uts46() {
  static const std::unique_ptr<const icu::IDNA> instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    constexpr auto options =
        UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE;
    std::unique_ptr<const icu::IDNA> made{icu::IDNA::createUTS46Instance(options, status)};
    must(status, "UTS #46");
    return made;
  }();
  return *instance;
}

std::optional<std::string> canonical_domain(const UnicodeString& domain) {
  UErrorCode status = U_ZERO_ERROR;
  icu::IDNAInfo info;
  UnicodeString ascii;
  uts46().nameToASCII(domain, ascii, info, status);
  if (U_FAILURE(status) || info.hasErrors() || ascii.isEmpty() || ascii.endsWith(u'.')) return {};
  return written(ascii);
}

// Most text; every personal text that is opened passes here.
bool ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string unicode_version() { return U_UNICODE_VERSION; }

std::string nfc(std::string_view text) { return ascii(text) ? std::string(text) : written(composed(read(text))); }
std::string trimmed(std::string_view text) {
  const bool shown = !text.empty() && text.front() > ' ' && text.back() > ' ' && text.back() != 0x7f && text.front() != 0x7f;
  return shown && ascii(text) ? std::string(text) : written(without_ends(read(text)));
}
bool blank(std::string_view text) { return without_ends(read(text)).isEmpty(); }
std::string casefolded(std::string_view text) { return written(folded(read(text))); }

std::string unaccented(std::string_view text) { return written(plain(read(text))); }

std::string search_form(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    std::string out(text);                             // the same as below, and most text is so
    for (auto& c : out)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
  }
  static const auto letters = transliterator("[[:Latin:]&[:^ASCII:]] Latin-ASCII");
  auto out = mapped(plain(read(text)), [](UChar32 c, UnicodeString& to) { to.append(punctuation_typed_as(c)); });
  letters->transliterate(out);
  return written(out);
}

std::string in_ascii(std::string_view text) {
  static const auto latin = transliterator("Any-Latin; Latin-ASCII; [:^ASCII:] Remove; Lower");
  auto out = read(text);
  latin->transliterate(out);
  return written(out);
}

std::string label(std::string_view text) {
  bool space = false;
  return written(mapped(without_ends(composed(read(text))), [&](UChar32 c, UnicodeString& out) {
    const bool white = u_isUWhiteSpace(c);
    if (!white) out.append(c);
    else if (!space) out.append(UChar32{' '});
    space = white;
  }));
}
std::string label_key(std::string_view text) { return casefolded(label(text)); }

std::vector<std::string> distinct_labels(const std::vector<std::string>& labels) {
  std::vector<std::string> out;
  std::set<std::string> seen;
  for (const auto& text : labels)
    if (seen.insert(label_key(text)).second) out.push_back(text);
  return out;
}

std::optional<std::string> canonical_email(std::string_view text) {
  constexpr std::int32_t longest = 1000;               // UTF-16 units, in any spelling; also of one that is full of what does not show
  const auto address = without_ends(read(text));
  const auto at = address.lastIndexOf(u'@');
  if (at <= 0 || address.length() > longest) return {};
  const auto local = written(folded(address.tempSubStringBetween(0, at)));
  const auto domain = canonical_domain(address.tempSubStringBetween(at + 1));
  if (!domain || !dot_atom(local) || local.size() > 64 || local.size() + 1 + domain->size() > 254) return {};
  return local + '@' + *domain;
}

std::optional<std::string> readable_email(std::string_view canonical) {
  const auto at = canonical.rfind('@');
  if (at == canonical.npos || canonical.find("xn--", at) == canonical.npos) return {};
  UErrorCode status = U_ZERO_ERROR;
  icu::IDNAInfo info;
  UnicodeString domain;
  uts46().nameToUnicode(read(canonical.substr(at + 1)), domain, info, status);
  if (U_FAILURE(status) || info.hasErrors()) return {};
  return std::string(canonical.substr(0, at + 1)) + written(domain);
}

std::optional<std::string> canonical_host(std::string_view text) {
  constexpr std::size_t longest = 1'000;               // bytes, in any spelling
  if (text.size() > longest) return {};
  auto host = canonical_domain(read(text));
  if (host && host->size() > 253) return {};
  return host;
}

std::optional<std::string> phone(std::string_view text) {
  constexpr std::size_t longest = 400;                 // bytes, in any spelling
  constexpr std::string_view signs = "+-()./#* ";
  if (text.empty() || text.size() > longest || std::isalpha(static_cast<unsigned char>(text.front()))) return {};
  const auto written = without_ends(read(text));
  std::string out;
  for (std::int32_t i = 0; i < written.length(); i = written.moveIndex32(i, 1)) {
    auto c = punctuation_typed_as(written.char32At(i));
    if (c >= 0xff01 && c <= 0xff5e) c -= 0xff01 - '!';                  // full width
    if (invisible(c)) continue;
    if (u_isUWhiteSpace(c)) c = ' ';
    if (u_charType(c) == U_DECIMAL_DIGIT_NUMBER) out += static_cast<char>('0' + u_charDigitValue(c));
    else if (c >= 0x80 || signs.find(static_cast<char>(c)) == signs.npos) return {};
    else if (c != ' ' || !out.ends_with(' ')) out += static_cast<char>(c);
  }
  if (out.size() < 3 || out.size() > 50 || out.find_first_of("0123456789") == out.npos) return {};
  return out;
}

std::optional<std::string> canonical_phone(std::string_view text) {
  constexpr std::size_t fewest = 3, most = 15;         // digits; most of E.164
  auto written = phone(text);
  if (!written) return {};
  if (written->starts_with("00")) written->replace(0, 2, "+");
  const bool abroad = written->starts_with('+');
  if (const auto trunk = written->find("(0)"); abroad && trunk != written->npos) written->erase(trunk, 3);
  std::erase_if(*written, [](char c) { return (c < '0' || c > '9') && c != '#' && c != '*'; });
  if (written->size() < fewest || written->size() > most || (abroad && written->starts_with('0'))) return {};
  return abroad ? '+' + *written : *written;
}

std::optional<std::string> canonical_address(std::string_view text) {
  return text.find('@') == text.npos ? canonical_phone(text) : canonical_email(text);
}

std::optional<std::string> opaque_string(std::string_view text) {
  bool control = false;
  const auto spaced = mapped(read(text), [&](UChar32 c, UnicodeString& out) {
    control = control || u_iscntrl(c);
    out.append(u_charType(c) == U_SPACE_SEPARATOR ? UChar32{' '} : c);
  });
  if (control || spaced.isEmpty()) return {};
  return written(composed(spaced));
}

}  // namespace millrace
