#include <doctest/doctest.h>

#include "schemas/text/unicode.hpp"

namespace millrace {

TEST_CASE("text that looks the same is one text") {
  CHECK(nfc("e\u0301") == "é");
  CHECK(nfc("é") == "é");
  CHECK(nfc("가") == nfc("\u1100\u1161"));
}

TEST_CASE("what shows nothing is blank, and goes from both ends") {
  for (const auto* nothing : {"", " ", "\t\r\n", "\u00a0", "\u3000", "\u200b\u200d", "\ufeff", "\u2028", "\u00ad \u2060", "\u2800", "\u2800 \U0001d159"}) {
    CAPTURE(nothing);
    CHECK(blank(nothing));
    CHECK(trimmed(std::string(nothing) + "Ann" + nothing) == "Ann");
  }
  CHECK_FALSE(blank("."));
  CHECK(trimmed("a b") == "a b");
}

TEST_CASE("case, width and accents do not matter where one compares without them") {
  CHECK(casefolded("ÉTÉ ＡＢＣ Straße") == "été abc strasse");
  CHECK(unaccented("Écolé Ñandú Ångström") == "ecole nandu angstrom");
  CHECK(unaccented("Ὀδυσσεύς") == "οδυσσευσ");
  CHECK(unaccented("١٢٣ ४५ ７８") == "123 45 78");
  CHECK(unaccented("ガ") == unaccented("ｶﾞ"));
}

TEST_CASE("a name in ASCII keeps its letters") {
  CHECK(in_ascii("Señor Müller") == "senor muller");
  CHECK(in_ascii("Straßenfest") == "strassenfest");
  CHECK(in_ascii("Işık") == "isik");
  CHECK(in_ascii("Привет") == "privet");
  CHECK(in_ascii("北京") == "bei jing");
}

TEST_CASE("labels that differ in case, spelling or space are one, shown as first written") {
  CHECK(label("  VIP\u00a0 customer ") == "VIP customer");
  CHECK(label_key("VIP  Customer") == label_key("vip customer"));
  CHECK(label_key("Cafe\u0301") == label_key("CAFÉ"));
  CHECK(label_key("a") != label_key("b"));
}

TEST_CASE("an address has one form") {
  CHECK(canonical_email("Ann@Example.ORG") == "ann@example.org");
  CHECK(canonical_email(" \u200bann@example.org\u00a0\n") == "ann@example.org");
  CHECK(canonical_email("ÉLAN@example.org") == "élan@example.org");
  CHECK(canonical_email("a@bücher.example") == "a@xn--bcher-kva.example");
  CHECK(canonical_email("a@XN--BCHER-KVA.example") == "a@xn--bcher-kva.example");
  CHECK(canonical_email("a@faß.de") == "a@xn--fa-hia.de");
  CHECK(canonical_email("ann+tag@ｅｘａｍｐｌｅ.org") == "ann+tag@example.org");
  CHECK(canonical_email("a\u00adb@example.org") == "ab@example.org");
}

TEST_CASE("an address is folded in case and width, so that what any release has kept is the same address now") {
  for (const auto* same : {"Straße@example.org", "STRASSE@example.org", "STRA\u1e9eE@example.org", "strasse@example.org"})
    CHECK(canonical_email(same) == "strasse@example.org");
  CHECK(canonical_email("ΝΊΚΟΣ@example.org") == canonical_email("νίκος@example.org"));
  CHECK(canonical_email("\u0130stanbul@example.org") == canonical_email("i\u0307stanbul@example.org"));
  CHECK(canonical_email("ＡＮＮ@example.org") == "ann@example.org");
}

TEST_CASE("a phone number is kept as it is written, in ASCII, and compared in one form") {
  CHECK(phone(" \u202a+49 (0)30\u00a01234\u20135\u202c") == "+49 (0)30 1234-5");
  CHECK(phone("＋４９ ３０") == "+49 30");
  CHECK(phone("٠٣٠ ١٢٣٤") == "030 1234");
  for (const auto* wrong : {"", "12", "call me", "030x1", "+-()", "\u2800"}) CHECK_FALSE(phone(wrong));
  for (const auto* same : {"+49 (0)30 1234-5", "0049 30 12345", "+493012345", "＋４９ ３０ １２３４５"}) CHECK(canonical_phone(same) == "+493012345");
  CHECK(canonical_phone("030 / 1234-5") == "03012345");
  CHECK(canonical_phone("*100#") == "*100#");
  for (const auto* wrong : {"+1234567890123456", "+0 123 456", "nonsense", "1-2"}) CHECK_FALSE(canonical_phone(wrong));
  CHECK(canonical_address("Zoe@Example.org") == "zoe@example.org");
  CHECK_FALSE(canonical_address("@zoe"));
}

TEST_CASE("an address whose domain is beyond ASCII is read as people write it") {
  CHECK(readable_email("q@xn--bcher-kva.example") == "q@bücher.example");
  CHECK_FALSE(readable_email("q@example.org"));
  CHECK_FALSE(readable_email("xn--bcher-kva"));
}

TEST_CASE("what cannot be an address has none") {
  for (const auto* wrong : {"", "a", "@b.de", "a@", "a@b..de", "a..b@c.de", ".a@b.de", "a.@b.de", "a@b.de.", "a@.de", "a b@c.de", "a@b c.de", "a@b_c.de",
                            "a@-b.de", "a@b@c.de", "\"a b\"@c.de", "a@[127.0.0.1]", "a@xn--a.de", "a,b@c.de"}) {
    CAPTURE(wrong);
    CHECK_FALSE(canonical_email(wrong));
  }
  CHECK(canonical_email(std::string(64, 'a') + "@b.de"));
  CHECK_FALSE(canonical_email(std::string(65, 'a') + "@b.de"));
  CHECK_FALSE(canonical_email("a@" + std::string(63, 'b') + "." + std::string(63, 'c') + "." + std::string(63, 'd') + "." + std::string(62, 'e') + ".de"));
}

TEST_CASE("a password is the same from every keyboard") {
  CHECK(opaque_string("cafe\u0301 \u3000x") == "café  x");
  CHECK(opaque_string("Correct Horse") == "Correct Horse");
  CHECK_FALSE(opaque_string("a\tb"));
  CHECK_FALSE(opaque_string(""));
}

}  // namespace millrace
