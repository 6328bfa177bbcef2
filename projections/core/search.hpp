// What a row is found by, and what ?q= asks for: the two sides of one form, so they stand together. Lexemes are made here and not by
// PostgreSQL, whose parser knows only whole words and whose libraries differ from one machine to the next.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace millrace {

// The version of the form is in the column's name, and raised when the same text makes other lexemes: then every table is built anew, and the
// one that it replaces cannot be asked what it does not understand.
inline constexpr std::string_view search_column = "search_1";

inline constexpr std::size_t search_chars_at_most = 1000, search_words_at_most = 32;

// A tsvector in PostgreSQL's notation. Of texts that are longer than a tsvector can hold, what stands first.
std::string search_vector(const std::vector<std::string>& texts);

struct Tsquery {
  std::string text;                          // of letters, digits and signs between operators of its own, whatever was asked
};
struct Unsearchable {
  std::string why;
};
// Words that must all be there, by their beginnings; numbers of four digits and more, and words of scripts without spaces, by any part of
// them. "…" is whole words in that order, a leading - what must not be there; nothing else has a meaning.
std::variant<Tsquery, Unsearchable> search_query(std::string_view q);
// Why that can be asked of no list; nothing when it can.
std::optional<std::string> unsearchable(std::string_view q);

// For lists that do not live in PostgreSQL and are short, without what else a query may say: whether each word of `q` begins a word of the texts.
bool begins_words(std::string_view q, const std::vector<std::string>& texts);

}  // namespace millrace
