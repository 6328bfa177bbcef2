#include "infra/egress/mime.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "schemas/digest.hpp"

namespace millrace {

namespace {

// RFC 4648 §4.
std::string base64(std::string_view bytes) {
  auto text = base64url(bytes);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  while (text.size() % 4) text += '=';
  return text;
}

}  // namespace

// An encoded word has at most 75 characters and holds whole characters only (RFC 2047 §2, §5): 45 bytes are 60 characters in base64.
std::string header_text(std::string_view utf8) {
  std::string line(utf8);
  for (auto& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  const bool plain = std::all_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (plain && line.find("=?") == line.npos) return line;
  std::string out;
  for (std::size_t from = 0; from < line.size();) {
    auto end = std::min(line.size(), from + 45);
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
    out += (out.empty() ? "=?UTF-8?B?" : " =?UTF-8?B?") + base64(std::string_view(line).substr(from, end - from)) + "?=";
    from = end;
  }
  return out;
}

std::vector<std::string> mail_headers(const OutgoingMail& mail, std::int64_t unix_time) {
  const auto date = fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(static_cast<std::time_t>(unix_time)));
  return {"Date: " + date,
          "From: <" + header_text(mail.from) + ">",
          "To: <" + header_text(mail.to) + ">",
          "Subject: " + header_text(mail.subject),
          "Message-ID: <" + header_text(mail.message_id) + ">",
          "Auto-Submitted: auto-generated"};                     // RFC 3834: nobody's machine answers it
}

}  // namespace millrace
