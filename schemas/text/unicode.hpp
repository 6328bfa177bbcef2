// Text as Unicode knows it: what is the same text, the same address, the same label. By ICU; every function is pure and may be called
// from any thread. Input is UTF-8; ill-formed bytes become U+FFFD.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// Of Unicode's data: another one may fold text otherwise.
std::string unicode_version();

// Composed form (UAX #15, NFC): one spelling for what looks the same.
std::string nfc(std::string_view);

// Without white space (Unicode's White_Space) and invisible characters (Default_Ignorable_Code_Point, controls) at both ends.
std::string trimmed(std::string_view);

// Whether it shows anything at all: something besides white space, invisible characters and signs that are drawn as nothing.
bool blank(std::string_view);

// For comparing without regard to case, width and invisible characters (NFKC_Casefold). Never to be shown.
std::string casefolded(std::string_view);

// The same without accents, decimal digits of every script as 0 to 9: what people type who do not have the keyboard for it.
std::string unaccented(std::string_view);

// The one form in which text is kept for search and asked for: unaccented, letters of Latin that have no accent to lose as well (ø, ł, đ,
// ı), every dash '-' and every double quote '"'.
std::string search_form(std::string_view);

// In Latin letters of ASCII, lower case, as far as there is a transliteration (CLDR: Any-Latin; Latin-ASCII): ñ → n, ß → ss, ı → i.
std::string in_ascii(std::string_view);

// A short label as it is shown: NFC, trimmed, inner white space single spaces. Two labels are one when `label_key` says so.
std::string label(std::string_view);
std::string label_key(std::string_view);
// Each label once, as it is written first.
std::vector<std::string> distinct_labels(const std::vector<std::string>&);

// An e-mail address in the one form under which it is kept and compared: without white space and invisible characters around it,
// local part in NFKC_Casefold (RFC 6531 allows UTF-8; no provider tells case apart), so that ß and ss are one and what any release
// has kept is found; domain by UTS #46 (non-transitional, STD3) as A-labels. Nothing when it cannot be one: dots that lead, trail or
// double, a domain that no resolver takes, more than 64 octets before the @ or 254 in all (RFC 5321 §4.5.3.1). Quoted local parts and
// address literals are not taken.
std::optional<std::string> canonical_email(std::string_view);

// The same with the domain as people write it; nothing when that is no other.
std::optional<std::string> readable_email(std::string_view canonical);

// A host as browsers and resolvers name it, likewise in A-labels, without a dot at its end; nothing when it cannot be one.
std::optional<std::string> canonical_host(std::string_view);

// A phone number as it is kept and shown: 3 to 50 digits, single spaces or any of + - ( ) . / # *, whatever script, width or dash it
// was typed in. Nothing when there is anything else in it, or no digit.
std::optional<std::string> phone(std::string_view);
// The same as it is compared: E.164 when it names its country, by + or 00; else its digits, which only this country could complete.
std::optional<std::string> canonical_phone(std::string_view);

// Where a person is written to, as it is compared: an e-mail address or a phone number; nothing when it is neither.
std::optional<std::string> canonical_address(std::string_view);

// A password as it is hashed and verified (RFC 8265 §4.2, OpaqueString): other spaces become U+0020, then NFC. Nothing when it holds
// control characters or is empty.
std::optional<std::string> opaque_string(std::string_view);

}  // namespace millrace
