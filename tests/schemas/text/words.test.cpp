#include <doctest/doctest.h>

#include "schemas/text/unicode.hpp"
#include "schemas/text/words.hpp"

namespace millrace {

TEST_CASE("what is kept for search and what is asked have one form") {
  CHECK(search_form("ABC Def") == "abc def");
  CHECK(search_form("Zoë Müller-Łuć") == "zoe muller-luc");
  CHECK(search_form("ÆRØ đ ħ ŋ") == "aero d h n");
  CHECK(search_form("ışık İ I") == "isik i i");
  CHECK(search_form("ΣΊΣΥΦΟΣ") == search_form("Σίσυφος"));
  CHECK(search_form("a‐b‑c–d—e−f") == "a-b-c-d-e-f");
  CHECK(search_form("„a“ «b» 「c」") == "\"a\" \"b\" \"c\"");
  CHECK(search_form("l’été") == "l’ete");
  CHECK(search_form("ｶﾞ ガ") == "ガ ガ");
  CHECK(search_form("１２３ ४५ ١٢ ๑๒") == "123 45 12 12");
  CHECK(search_form("ﬁancé Ⅳ ㎏") == "fiance iv kg");
  CHECK(search_form("soft\u00adhyphen\u200b") == "softhyphen");
  CHECK(search_form("Việt") == search_form("Vie\u0323\u0302t"));
  CHECK(search_form("ก็ नि 가") == "ก็ नि 가");
}

using Texts = std::vector<std::string>;
Texts texts(std::string_view form) {
  Texts out;
  for (const auto& word : words_of(form)) out.push_back((word.glued ? "+" : "") + std::string(word.unspaced ? "~" : "") + std::string(word.text));
  return out;
}

TEST_CASE("words end at spaces, at punctuation and where another kind of script begins") {
  CHECK(texts("") == Texts{});
  CHECK(texts(" ?! ") == Texts{});
  CHECK(texts("one two\nthree") == Texts{"one", "two", "three"});
  CHECK(texts("(shop.example/a)") == Texts{"shop", "+example", "+a"});
  CHECK(texts("one, two - three") == Texts{"one", "two", "three"});
  CHECK(texts("iphoneケース") == Texts{"iphone", "+~ケース"});
  CHECK(texts("東京、大阪") == Texts{"~東京", "+~大阪"});
  CHECK(texts("データ") == Texts{"~データ"});
  CHECK(texts("нет да") == Texts{"нет", "да"});
  CHECK(texts("नमस्ते") == Texts{"नमस्ते"});
  CHECK(texts("hi👍") == Texts{"hi", "+~👍"});
}

Texts numbers(std::string_view form) {
  Texts out;
  for (const auto& number : numbers_of(form)) out.push_back((number.international ? "+" : "") + number.digits);
  return out;
}

TEST_CASE("digits in groups are one number") {
  CHECK(numbers("") == Texts{});
  CHECK(numbers("+49 (0)30 123-45") == Texts{"+493012345"});
  CHECK(numbers("0049 (0) 30/12345") == Texts{"+493012345"});
  CHECK(numbers("(030) 123 45.") == Texts{"03012345"});
  CHECK(numbers("12.5.2026") == Texts{"1252026"});
  CHECK(numbers("12, 13; 14:15") == Texts{"12", "13", "14", "15"});
  CHECK(numbers("12\n13") == Texts{"12", "13"});
  CHECK(numbers("ab-1234-56x7") == Texts{"123456", "7"});
  CHECK(numbers("(0) x") == Texts{"0"});
  CHECK(numbers("5     6") == Texts{"5", "6"});
}

TEST_CASE("a text is cut between characters") {
  CHECK(within("aé", 2) == "a");
  CHECK(within("aé", 3) == "aé");
  CHECK(within("東", 2) == "");
  CHECK(characters("a東é") == 3);
}

}  // namespace millrace
