// What is found by what: lexemes and questions as PostgreSQL itself compares them.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>

#include "infra/postgres/connection.hpp"
#include "projections/core/search.hpp"
#include "tests/support/postgres.hpp"

namespace millrace {
namespace {

using namespace testing;

std::string asked(std::string_view q) {
  auto query = search_query(q);
  REQUIRE_MESSAGE(std::holds_alternative<Tsquery>(query), q);
  return std::get<Tsquery>(query).text;
}

bool finds(const std::vector<std::string>& texts, std::string_view q) {
  static PgConnection connection{fresh_database(), "millrace_api", "millrace-test"};
  auto t = connection.begin(PgConnection::Mode::read_only);
  return *t.run("SELECT $1::tsvector @@ $2::tsquery", {search_vector(texts), asked(q)}).rows[0][0] == "t";
}

struct Case {
  std::string text;
  std::vector<std::string> found_by, not_found_by;
};

void hold(const std::vector<Case>& cases) {
  for (const auto& c : cases) {
    for (const auto& q : c.found_by) CHECK_MESSAGE(finds({c.text}, q), fmt::format("'{}' is not found by '{}': {}", c.text, q, asked(q)));
    for (const auto& q : c.not_found_by) CHECK_MESSAGE(!finds({c.text}, q), fmt::format("'{}' is found by '{}': {}", c.text, q, asked(q)));
  }
}

TEST_CASE("search: a phone number is found by any part of it of four digits, in any spelling") {
  const std::vector<std::string> spellings{"+49 (0)30 123-45", "+493012345", "0049 30 12345", "0049/30/12345", "030 12345", "(030) 123 45", "030-12345", "030.123.45",
                                           "+49 30 12345", "３０１２３４５", "+49\u00a030\u00a0123\u201145", "tel:+49-30-12345", "٠٣٠١٢٣٤٥"};
  for (const auto& text : spellings) {
    for (const auto& q : spellings) CHECK_MESSAGE(finds({text}, q), fmt::format("'{}' is not found by '{}': {}", text, q, asked(q)));
    hold({{text, {"12345", "2345", "0123", "3012", "123 45", "12-345", "30 12345"}, {"12346", "54321", "3013", "+49 30 12346"}}});
  }
  hold({{"call +1 (212) 555-0123 at noon", {"2125550123", "+12125550123", "212 555 0123", "5550123", "555-0123", "call 5550"}, {"5550124"}},
        {"+39 06 1234567", {"06 1234567", "0039061234567", "1234567"}, {}},
        {"+972 50-123-4567", {"050-1234567", "00972501234567"}, {}}});
}

TEST_CASE("search: an order number is found with its hyphens, without them, and by its middle") {
  for (const std::string text : {"AB-1234-56", "Order AB-1234-56, please", "ab 1234 56", "(AB-1234-56)", "AB\u20131234\u201356", "AB/1234/56", "AB_1234_56", "#AB-1234-56."})
    hold({{text, {"AB-1234-56", "ab123456", "AB1234-56", "AB-1234", "1234-56", "1234", "123456", "AB 1234 56", "2345", "AB\u20131234\u201356"}, {"AB-1235", "BA-1234-56", "9999"}}});
  hold({{"AB123456", {"AB-1234-56", "ab1234", "123456", "3456", "1234-56"}, {"AB-1234-57"}},
        {"AB-2024-00017", {"0017", "00017", "2024-00017", "AB-2024-00017", "ab 2024 00017"}, {"0018", "00018"}},
        {"order 00017", {"00017", "order 0001"}, {"00018"}},
        {"+49 30 12345", {"0049", "0049 30"}, {"0048"}},
        {"invoice 2026/00042", {"2026/00042", "202600042", "00042", "invoice 2026"}, {"2027/00042"}},
        {"SKU: 12,345.67", {"12,345.67", "12345.67", "sku 12"}, {}},
        {"DE89 3704 0044 0532 0130 00", {"DE89370400440532013000", "de89 3704", "0532 0130", "05320130"}, {}},
        {"room 42", {"42", "room 42", "room"}, {"43", "room 4"}}});
}

TEST_CASE("search: a name is found without its accents and by its beginning, by all of its words in any order") {
  hold({{"Zoë Müller", {"zoe", "Zoe Muller", "MÜLLER", "mull", "müller zoë", "Mu\u0308ller", "mül zo"}, {"uller", "miller", "zoe smith"}},
        {"Łukasz Żółć", {"lukasz", "zolc", "Łukasz", "ŻÓŁĆ"}, {}},
        {"Søren Ærø", {"soren", "aero", "Søren", "ærø"}, {}},
        {"Nguyễn Thị Đào", {"nguyen", "nguyen thi dao", "đào", "Nguye"}, {}},
        {"Işık İstanbul", {"isik", "ISIK", "istanbul", "ışık", "İSTANBUL", "Istan"}, {}},
        {"Straße", {"strasse", "STRASSE", "straße", "STRAẞE"}, {}},
        {"Όσσος ΟΔΥΣΣΕΥΣ", {"οδυσσευς", "Οδυσσεύς", "οσσοσ", "ΟΔΥΣ"}, {}},
        {"Пётр Чайковский", {"петр", "ЧАЙКОВСКИЙ", "чайк"}, {}},
        {"O'Brien", {"obrien", "O’Brien", "o'brien", "brien"}, {}},
        {"Jean-Luc d’Été", {"jean luc", "jeanluc", "Jean-Luc", "ete", "été", "dete"}, {}},
        {"محمّد الأحمد", {"محمد", "الاحمد", "مُحَمَّد"}, {}},
        {"שָׁלוֹם", {"שלום"}, {}},
        {"नमस्ते दुनिया", {"नमस्ते", "दुनि", "नमस्"}, {"नमक"}}});
}

TEST_CASE("search: one letter is a word of its own, two begin one") {
  hold({{"plan b for apples", {"b", "ap", "plan b", "fo"}, {"a", "p", "pl b c"}}});
}

TEST_CASE("search: scripts without spaces are found by any part, from one sign on") {
  hold({{"東京都に住んでいます", {"東京", "京都", "東", "都", "住んで", "東京都に住", "んでいます", "す"}, {"東都", "大阪", "京東"}},
        {"我的订单还没有到", {"订单", "没有到", "单", "到"}, {"单订", "订有"}},
        {"ﾃﾞｰﾀｾﾝﾀｰ", {"データ", "センター", "ﾃﾞｰﾀ", "タセ"}, {"データー"}},
        {"iPhoneケース3月15日", {"iphone", "ケース", "3月", "15日", "iphoneケース", "ース"}, {"月日"}},
        {"대한민국에서", {"대한민국", "민국", "한", "국에서"}, {"대국"}},
        {"สวัสดีครับ", {"สวัสดี", "ครับ", "ดี"}, {"ครัก"}},
        {"great 👍🏽🎉", {"👍", "🎉", "👍🏿", "great 🎉"}, {"👎"}},
        {"🇩🇪", {"🇩🇪"}, {"🇫🇷"}}});
}

TEST_CASE("search: a link, an address and a domain are found as they are pasted and by their parts") {
  for (const std::string text : {"https://shop.example/orders/42?x=1", "see https://www.shop.example/orders/42?x=1.", "<a href=\"https://shop.example/orders/42?x=1\">", "shop.example/orders/42/?x=1"})
    hold({{text, {"https://shop.example/orders/42?x=1", "http://www.shop.example/orders/42", "shop.example", "shop.example/orders", "orders/42", "www.shop.example", "shop.exam", "example"},
           {"https://shop.example/orders/43?x=1", "shop.test", "hop.example"}}});
  const std::string path = "https://shop.example/" + std::string(100, 'a') + "/b/" + std::string(40, 'c') + "/d?utm_source=news&utm_medium=mail&utm_campaign=november&id=";
  hold({{path + "17", {path + "17", path}, {path + "18"}},
        {"anna.schmidt@shop.example", {"anna.schmidt@shop.example", "ANNA.SCHMIDT@SHOP.EXAMPLE", "anna", "schmidt", "@shop.example", "shop.example", "schmidt@shop", "anna.sch", "annaschmidt",
                                       "mailto:anna.schmidt@shop.example", "anna schmidt", "<anna.schmidt@shop.example>"},
         {"anna@shop.example", "bob"}},
        {"Anna Schmidt", {"anna.schmidt"}, {}}});
}

TEST_CASE("search: quotes ask for whole words in their order, a leading minus for what is not there; nothing else has a meaning") {
  hold({{"We are open until six o'clock", {"\"open until six\"", "“open until six”", "„until six“", "\"six o'clock\"", "\"OPEN until\" we", "\"open until", "open -closed", "-\"until seven\" open", "-closed"},
         {"\"until open\"", "\"open until si\"", "open -six", "-\"until six\"", "-open", "open -cloc -clos -si"}},
        {"AB-1234-56 arrived", {"\"AB-1234-56 arrived\"", "\"1234 56 arrived\""}, {"\"AB-1234-5\"", "\"AB 56\""}},
        {"東京都 hello", {"\"東京都 hello\"", "\"東京\"", "\"東\"", "\"都 hello\""}, {"\"東京 hello\"", "\"京東\""}},
        {"salt or pepper & and !not:*", {"or", "salt & pepper", "salt | pepper", "pepper:*", "pepper*", "(salt", "not:*", "salt <-> pepper", "!salt", "salt'; --", "\\salt", "salt\\"},
         {"salt OR sugar"}}});
  CHECK(finds({"Zoe", "zoe@shop.example", "+49 30 12345"}, "zoe 12345"));
  for (const auto* q : {"bücher", "bucher", "bücher.example", "q@bücher.example", "xn--bcher-kva.example"}) CHECK(finds({"q@xn--bcher-kva.example"}, q));
  CHECK_FALSE(finds({"Zoe", "zoe@shop.example"}, "\"zoe zoe\""));     // of two fields
}

TEST_CASE("search: what holds nothing to search for, or too much, is told") {
  for (const std::string q : {" ", "-", "\"\"", "?!", "- -", "\u200b", "\"", "***", "\u3000"}) CHECK_MESSAGE(std::holds_alternative<Unsearchable>(search_query(q)), q);
  CHECK(std::get<Unsearchable>(search_query(std::string(search_chars_at_most + 1, 'x'))).why == "q may have 1000 characters.");
  std::string words;
  for (std::size_t i = 0; i < search_words_at_most; ++i) words += "word ";
  CHECK(std::holds_alternative<Tsquery>(search_query(words)));
  CHECK(std::get<Unsearchable>(search_query(words + "more")).why == "q may have 32 words.");
  CHECK(std::get<Unsearchable>(search_query('"' + words + "more\"")).why == "q may have 32 words.");
  std::string numbers;
  for (std::size_t i = 0; i <= search_words_at_most; ++i) numbers += "12 ";
  CHECK(std::holds_alternative<Unsearchable>(search_query(numbers)));
  std::string han;
  for (std::size_t i = 0; i < search_chars_at_most; ++i) ((han += "\xe4") += static_cast<char>(0xb8 + i / 64 % 8)) += static_cast<char>(0x80 + i % 64);
  CHECK(finds({han}, han));
  for (const char* odd : {"a\x80\xff" "b", "x\xed\xa0\x80y", "a\x01z"}) finds({odd}, odd);
  finds({std::string("a\0b", 3)}, std::string("a\0b", 3));
}

TEST_CASE("search: any text fits, however long and of whatever; the first of it is found") {
  for (const std::string piece : {"word%d ", "%d", "+49 30 %d ", "shop.example/%d/", "東京%d", "漢", "ab-%d-", "%d, "}) {
    std::string text;
    for (int i = 0; text.size() < (2u << 20); ++i) text += piece.find('%') == piece.npos ? piece : fmt::format("{}{}{}", piece.substr(0, piece.find('%')), i, piece.substr(piece.find('%') + 2));
    CHECK_MESSAGE(finds({"beginning " + text}, "beginn"), piece);
  }
  CHECK(finds({std::string(100'000, 'x')}, std::string(900, 'x')));
  std::string long_text;
  for (int i = 0; i < 20'000; ++i) long_text += "word ";
  CHECK(finds({long_text + "東京都 \"the end\" 030 123 45"}, "東京都 \"the end\" 3012345"));
}

}  // namespace
}  // namespace millrace
