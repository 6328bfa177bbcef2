#include "gateways/operations/scrub.hpp"

#include <algorithm>

#include "domain/core/id.hpp"
#include "domain/core/text.hpp"

namespace millrace {

namespace {

constexpr std::size_t token_bytes = 24, number_digits = 5, name_bytes = 40;

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }
// Of what is looked at as a whole: names, numbers, ids, addresses of people.
bool of_word(char c) { return letter(c) || digit(c) || c == '_' || c == '-' || c == '@' || c == '.' || c == '+' || c == '%' || c == '$'; }

bool blank_within(std::string_view text) { return text.find_first_of(" \t\n\r") != text.npos; }

// "a@b.c" somewhere in it.
bool email(std::string_view word) {
  const auto at = word.find('@');
  return at != word.npos && at > 0 && at + 1 < word.size() && letter(word.back()) && word.find('.', at) != word.npos;
}

// A word, and what came before it: numbers of lines and columns stand behind a colon.
std::string_view what_it_was(std::string_view word, char before) {
  if (email(word)) return "<email>";
  if (parse_uuid(word)) return "<id>";
  const auto digits = static_cast<std::size_t>(std::count_if(word.begin(), word.end(), digit));
  if (digits == word.size() && before == ':') return word;
  if (word.size() >= token_bytes && digits > 0 && word.find('.') == word.npos) return "<token>";
  if (digits >= number_digits && digits * 2 > word.size() && word.find('.') == word.npos) return "<number>";
  return word;
}

// Where a text in quotes that begins at `at` ends; npos: it is none, but an apostrophe.
std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  if (at > 0 && (letter(text[at - 1]) || digit(text[at - 1]))) return text.npos;
  for (auto end = text.find(quote, at + 1); end != text.npos; end = text.find(quote, end + 1))
    if (end + 1 == text.size() || !(letter(text[end + 1]) || digit(text[end + 1]))) return end;
  return text.npos;
}

// At most so many characters, the last of them an ellipsis when some were left out.
std::string cut(std::string text, std::size_t most) {
  if (characters(text) <= most) return text;
  std::size_t seen = 0, at = 0;
  for (; at < text.size(); ++at)
    if ((text[at] & 0xc0) != 0x80 && seen++ == most - 1) break;
  return text.substr(0, at) + "\u2026";
}

}  // namespace

std::string scrubbed(std::string_view text, std::size_t most_characters, Lines lines) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'' || c == '`') {
      const auto end = end_of_quoted(text, at);
      const auto within = end == text.npos ? std::string_view{} : text.substr(at + 1, end - at - 1);
      if (end != text.npos && (blank_within(within) || within.size() > name_bytes)) {
        ((out += c) += "<text>") += c;
        at = end + 1;
        continue;
      }
    }
    if (c == '?' && at > 0 && of_word(text[at - 1])) {       // a query
      out += '?';
      while (at < text.size() && std::string_view{" \t\n\r)\"'`"}.find(text[at]) == std::string_view::npos) ++at;
      continue;
    }
    if (of_word(c)) {
      auto end = at;
      while (end < text.size() && of_word(text[end])) ++end;
      out += what_it_was(text.substr(at, end - at), at > 0 ? text[at - 1] : ' ');
      at = end;
      continue;
    }
    const bool shown = static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
    out += shown || (c == '\n' && lines == Lines::many) ? c : ' ';
    ++at;
  }
  return cut(std::move(out), most_characters);
}

}  // namespace millrace
