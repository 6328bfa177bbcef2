#include "projections/core/search.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <span>

#include "schemas/text/unicode.hpp"
#include "schemas/text/words.hpp"

namespace millrace {

namespace {

// Parts are found by pieces of one length at every place in them: few lexemes, each shared by many rows, and
// their positions tell whether they are neighbours. The pieces of numbers carry a mark that no word has.
constexpr std::size_t digits_a_piece = 4, signs_a_piece = 2;
constexpr char number_mark = '#';

constexpr std::size_t lexeme_bytes = 64;
constexpr std::size_t vector_bytes = 512 << 10;              // half of what a tsvector holds
constexpr std::size_t places = 16'000;                       // nearly all it knows; then they begin again

// The words of a compound from one of them on, without what joins them: AB-1234-56 is ab123456, 123456 and 56.
using Compound = std::span<const Word>;
std::string joined(Compound words) {
  std::string out;
  for (const auto& word : words) {
    out += word.text;
    if (out.size() >= lexeme_bytes) break;
  }
  return std::string(within(out, lexeme_bytes));
}
std::string whole(const Word& word) { return std::string(within(word.text, lexeme_bytes)); }

// A run in which a word may begin anywhere, sign by sign.
class Signs {
 public:
  explicit Signs(std::string_view run) : run_(run) {
    for (std::size_t i = 0; i < run.size(); ++i)
      if ((static_cast<unsigned char>(run[i]) & 0xC0) != 0x80) begins_.push_back(i);
  }
  std::size_t size() const { return begins_.size(); }
  // At that place; a shorter one at the end.
  std::string_view piece(std::size_t i) const {
    const auto end = i + signs_a_piece < size() ? begins_[i + signs_a_piece] : run_.size();
    return run_.substr(begins_[i], end - begins_[i]);
  }

 private:
  std::string_view run_;
  std::vector<std::size_t> begins_;
};

// Calls each(compound) for glued words of spaced scripts, and each(word) for runs of the others, in their order.
template <class Each>
void for_each_group(std::span<const Word> words, Each each) {
  for (std::size_t i = 0, end; i < words.size(); i = end) {
    end = i + 1;
    if (words[i].unspaced) {
      each(words[i]);
      continue;
    }
    while (end < words.size() && words[end].glued && !words[end].unspaced) ++end;
    each(words.subspan(i, end - i));
  }
}

// What links begin with and people leave out: no compound begins with it, and what is asked loses it.
bool left_out(std::string_view word) { return word == "https" || word == "http" || word == "www"; }
std::string_view without_scheme(std::string_view text) {
  for (const std::string_view beginning : {"https://", "http://", "www.", "mailto:", "tel:"})
    if (text.starts_with(beginning)) text.remove_prefix(beginning.size());
  return text;
}

class Vector {
 public:
  void add(std::string_view text) {
    const auto form = search_form(text);
    const auto words = words_of(form);
    for_each_group(words, [this](const auto& group) { add_group(group); });
    for (const auto& number : numbers_of(form)) add_number(number);
    ++place_;                                                // no phrase goes from one text into the next
  }
  std::string text() && { return std::move(out_); }

 private:
  void add_group(Compound words) {
    for (std::size_t i = 0; i < words.size(); ++i, ++place_) {
      add(within(words[i].text, lexeme_bytes), place_);
      if (i + 1 < words.size() && !left_out(words[i].text)) add(joined(words.subspan(i)), place_);
    }
  }
  void add_group(const Word& run) {
    const Signs signs{run.text};
    for (std::size_t i = 0; i < signs.size(); ++i, ++place_) add(signs.piece(i), place_);
  }
  void add_number(const Number& number) {
    for (std::size_t i = 0; i + digits_a_piece <= number.digits.size(); ++i, ++number_place_)
      add(number_mark + number.digits.substr(i, digits_a_piece), number_place_);
    ++number_place_;
  }
  void add(std::string_view lexeme, std::size_t place) {
    if (out_.size() + lexeme.size() > vector_bytes) return;
    std::array<char, 8> number{};
    const auto* end = std::to_chars(number.data(), number.data() + number.size(), place % places + 1).ptr;
    out_.append("'").append(lexeme).append("':").append(number.data(), static_cast<std::size_t>(end - number.data())).append(" ");
  }

  std::string out_;
  std::size_t place_ = 0, number_place_ = 0;
};

std::string lexeme(std::string_view text) { return fmt::format("'{}'", text); }
// One letter begins too many words; it is a word of its own.
std::string beginning(std::string_view text) { return lexeme(text) + (characters(text) > 1 ? ":*" : ""); }
std::string all_of(const std::vector<std::string>& them) {
  return them.size() == 1 ? them[0] : fmt::format("({})", fmt::join(them, " & "));
}

// A part of that many signs, from pieces that cover it.
template <class Piece>
std::string neighbours(std::size_t size, std::size_t a_piece, Piece piece) {
  std::string out = lexeme(piece(0));
  for (std::size_t at = 0; at + a_piece < size;) {
    const auto next = std::min(at + a_piece, size - a_piece);
    out += fmt::format(" <{}> {}", next - at, lexeme(piece(next)));
    at = next;
  }
  return fmt::format("({})", out);
}

std::string part(const Word& run) {
  const Signs signs{run.text};
  if (signs.size() < signs_a_piece) return lexeme(run.text) + ":*";
  return neighbours(signs.size(), signs_a_piece, [&](std::size_t i) { return signs.piece(i); });
}

// How many digits name the country (ITU-T E.164, list of assigned country codes).
std::size_t country_digits(std::string_view digits) {
  if (digits.empty() || digits[0] == '1' || digits[0] == '7') return 1;
  constexpr std::string_view two = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 "
                                   "60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";
  return two.find(std::string(digits.substr(0, 2)) + ' ') != two.npos ? 2 : 3;
}

// What every spelling of the number has in common: without the country, where enough is left to know it by, and
// without what is dialled first.
std::string part_of_number(const Number& number) {
  std::string_view digits = number.digits;
  constexpr std::size_t enough = 6;
  const auto country = number.international ? country_digits(digits) : 0;
  if (digits.size() >= enough + country) digits.remove_prefix(country);
  while (digits.size() > digits_a_piece && digits[0] == '0') digits.remove_prefix(1);
  const auto piece = [&](std::size_t i) { return number_mark + std::string(digits.substr(i, digits_a_piece)); };
  return neighbours(digits.size(), digits_a_piece, piece);
}

// One that is asked for. Of 0017 nobody can tell whether it begins a number with its country, or is what AB-2024-00017 ends with.
std::string either_number(const Number& number) {
  constexpr std::size_t shortest = 7;                        // with its country
  auto said = number.digits.size() < digits_a_piece ? beginning(number.digits) : part_of_number(number);
  if (!number.international || number.digits.size() < 2 || number.digits.size() >= shortest) return said;
  return fmt::format("({} | {})", said, part_of_number({"00" + number.digits, false}));
}

// A long compound by several beginnings that cover it.
std::string as_such(Compound words) {
  std::vector<std::string> beginnings;
  std::size_t at = 0, covered = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto end = at + words[i].text.size();
    if (end > covered) {
      beginnings.push_back(beginning(joined(words.subspan(i))));
      covered = at + lexeme_bytes;
    }
    at = end;
  }
  return all_of(beginnings);
}

// One after the other: what is AB-1234 here may be AB 1234 there.
std::string one_by_one(Compound words) {
  std::vector<std::string> out;
  for (const auto& word : words) out.push_back(lexeme(whole(word)));
  out.back() = beginning(whole(words.back()));
  return fmt::format("{}", fmt::join(out, " <-> "));
}

// AB1234 and DE893704: letters, then a number, which somebody else may have grouped in another way.
std::optional<std::string> letters_and_number(const std::string& text) {
  constexpr auto digits = "0123456789";
  const auto at = text.find_first_of(digits);
  if (at == 0 || at == text.npos || text.find_first_not_of(digits, at) != text.npos) return {};
  if (text.size() - at < digits_a_piece) return {};
  return fmt::format("({} & {})", beginning(text.substr(0, at)), part_of_number({text.substr(at), false}));
}

std::string part(Compound words) {
  constexpr std::size_t few = 4;
  if (words.size() > few) return as_such(words);
  std::vector<std::string> either{as_such(words)};
  if (words.size() > 1) either.push_back(one_by_one(words));
  if (auto grouped = letters_and_number(joined(words))) either.push_back(std::move(*grouped));
  return either.size() == 1 ? either[0] : fmt::format("({})", fmt::join(either, " | "));
}

// One thing that is asked for: between spaces, or between quotes. Neighbours without letters are one, for they may
// be one number.
struct Term {
  std::string_view text;
  bool quoted = false, unwanted = false;

  bool numeric() const {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c & 0x80); };
    return !quoted && !unwanted && std::none_of(text.begin(), text.end(), letter);
  }
};

bool space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::vector<Term> terms_of(std::string_view form) {
  std::vector<Term> out;
  for (std::size_t at = 0; at < form.size();) {
    if (space(form[at])) {
      ++at;
      continue;
    }
    Term term;
    term.unwanted = form[at] == '-' && at + 1 < form.size() && !space(form[at + 1]);
    if (term.unwanted) ++at;
    term.quoted = form[at] == '"';
    if (term.quoted) ++at;
    const auto begin = at;
    while (at < form.size() && form[at] != '"' && (term.quoted || !space(form[at]))) ++at;
    term.text = form.substr(begin, at - begin);
    if (term.quoted) ++at;                                   // one that is left open goes on to the end
    else term.text = without_scheme(term.text);
    const bool goes_on = term.numeric() && !out.empty() && out.back().numeric();
    if (!goes_on) {
      out.push_back(term);
      continue;
    }
    auto& before = out.back().text;
    before = {before.data(), static_cast<std::size_t>(form.data() + at - before.data())};
  }
  return out;
}

// Exactly these words, one after the other; a run without spaces that ends the phrase may go on.
std::vector<std::string> phrase(std::string_view text) {
  std::vector<std::string> out;
  const auto words = words_of(text);
  for (const auto& word : words) {
    if (!word.unspaced) {
      out.push_back(lexeme(whole(word)));
      continue;
    }
    const Signs signs{word.text};
    const auto last = signs.size() - 1;
    for (std::size_t i = 0; i < last; ++i) out.push_back(lexeme(signs.piece(i)));
    const bool ends = &word == &words.back();
    if (!ends || last == 0) out.push_back(lexeme(signs.piece(last)) + (ends ? ":*" : ""));
  }
  return out;
}

std::vector<std::string> parts(std::string_view text) {
  std::vector<std::string> out;
  for_each_group(words_of(text), [&](const auto& group) { out.push_back(part(group)); });
  return out;
}

// Nothing when there is nothing in it to look for.
std::string sought(const Term& term) {
  if (term.quoted) {
    const auto words = phrase(term.text);
    return words.empty() ? "" : fmt::format("({})", fmt::join(words, " <-> "));
  }
  const auto words = parts(term.text);
  if (words.empty()) return "";
  if (!term.numeric()) return all_of(words);
  std::vector<std::string> numbers;
  for (const auto& number : numbers_of(term.text)) numbers.push_back(either_number(number));
  return numbers == words ? all_of(words) : fmt::format("({} | {})", all_of(numbers), all_of(words));
}

}  // namespace

std::string search_vector(const std::vector<std::string>& texts) {
  Vector vector;
  for (const auto& text : texts) {
    vector.add(text);
    if (const auto readable = readable_email(text)) vector.add(*readable);
  }
  return std::move(vector).text();
}

std::variant<Tsquery, Unsearchable> search_query(std::string_view q) {
  if (characters(q) > search_chars_at_most)
    return Unsearchable{fmt::format("q may have {} characters.", search_chars_at_most)};
  const auto form = search_form(q);
  std::vector<std::string> all;
  std::size_t words = 0;
  for (const auto& term : terms_of(form)) {
    const auto one = sought(term);
    if (one.empty()) continue;
    const auto found = words_of(term.text);
    words += static_cast<std::size_t>(std::count_if(found.begin(), found.end(), [](const Word& w) { return !w.glued; }));
    all.push_back((term.unwanted ? "!" : "") + one);
  }
  if (words > search_words_at_most) return Unsearchable{fmt::format("q may have {} words.", search_words_at_most)};
  if (all.empty()) return Unsearchable{"q holds no word, number or sign to search for."};
  return Tsquery{fmt::format("{}", fmt::join(all, " & "))};
}

std::optional<std::string> unsearchable(std::string_view q) {
  auto query = search_query(q);
  if (auto* no = std::get_if<Unsearchable>(&query)) return std::move(no->why);
  return {};
}

bool begins_words(std::string_view q, const std::vector<std::string>& texts) {
  std::vector<std::string> forms;
  for (const auto& text : texts) forms.push_back(search_form(text));
  std::vector<Word> there;
  for (const auto& form : forms)
    for (const auto& word : words_of(form)) there.push_back(word);
  const auto asked = search_form(q);
  const auto words = words_of(asked);
  return std::all_of(words.begin(), words.end(), [&](const Word& word) {
    return std::any_of(there.begin(), there.end(), [&](const Word& w) {
      return w.unspaced ? w.text.find(word.text) != w.text.npos : w.text.starts_with(word.text);
    });
  });
}

}  // namespace millrace
