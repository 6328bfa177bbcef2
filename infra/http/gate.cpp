#include "infra/http/gate.hpp"

#include <algorithm>
#include <array>

namespace millrace {

namespace {

constexpr auto npos = std::string_view::npos;

Refusal malformed(std::string_view detail) { return {&rule::http_malformed, detail}; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
int hex(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The characters of a field name (RFC 9110 §5.6.2).
constexpr std::array<bool, 256> token_table = [] {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[c] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[c] = table[c - 32] = true;
  for (const char c : std::string_view{"!#$%&'*+-.^_`|~"}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();
bool is_token(char c) { return token_table[static_cast<unsigned char>(c)]; }

bool equal_ignoring_case(std::string_view a, std::string_view lower) {
  return a.size() == lower.size() &&
         std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x | 0x20 : x) == y; });
}

// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view s) {
  const auto byte = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0; };
  for (std::size_t i = 0; i < s.size();) {
    const int lead = byte(i), second = byte(i + 1);
    int more = 0;
    if (lead < 0x80) more = 0;
    else if (lead >= 0xc2 && lead <= 0xdf) more = 1;
    else if (lead >= 0xe0 && lead <= 0xef && !(lead == 0xe0 && second < 0xa0) && !(lead == 0xed && second > 0x9f)) more = 2;
    else if (lead >= 0xf0 && lead <= 0xf4 && !(lead == 0xf0 && second < 0x90) && !(lead == 0xf4 && second > 0x8f)) more = 3;
    else return false;
    for (int k = 1; k <= more; ++k)
      if ((byte(i + k) & 0xc0) != 0x80) return false;
    i += more + 1;
  }
  return true;
}

// Appends the decoded text; false when a percent sign is not followed by two hexadecimal digits.
bool decode(std::string_view encoded, bool plus_is_space, std::string& out) {
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] == '%') {
      if (i + 2 >= encoded.size()) return false;
      const int high = hex(encoded[i + 1]), low = hex(encoded[i + 2]);
      if (high < 0 || low < 0) return false;
      out += static_cast<char>(high << 4 | low);
      i += 2;
    } else {
      out += plus_is_space && encoded[i] == '+' ? ' ' : encoded[i];
    }
  }
  return true;
}

bool has_control(std::string_view s) {
  return std::any_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

Refusal judge_path(std::string_view raw, std::string& path) {
  if (!decode(raw, false, path)) return malformed("The path has a broken percent-encoding.");
  // A separator that arrives encoded is a separator to some readers and a letter to others.
  if (path.size() != raw.size() && std::count(path.begin(), path.end(), '/') != std::count(raw.begin(), raw.end(), '/'))
    return malformed("The path has an encoded slash.");
  if (path.find('\\') != npos) return malformed("The path has a backslash.");
  if (has_control(path)) return malformed("The path has a control character.");
  if (!is_utf8(path)) return malformed("The path is not UTF-8.");
  for (std::size_t at = 1; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    const auto segment = std::string_view(path).substr(at, end - at);
    if (segment == "." || segment == "..") return malformed("The path has a dot segment.");
    at = end + 1;
  }
  return {};
}

Refusal judge_query(std::string_view raw, std::vector<std::pair<std::string, std::string>>& query) {
  while (!raw.empty()) {
    const auto end = std::min(raw.find('&'), raw.size());
    const auto part = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (part.empty()) continue;
    const auto equals = std::min(part.find('='), part.size());
    auto& [name, value] = query.emplace_back();
    if (!decode(part.substr(0, equals), true, name) || !decode(part.substr(std::min(equals + 1, part.size())), true, value))
      return malformed("The query has a broken percent-encoding.");
    if (name.find('\0') != npos || value.find('\0') != npos) return malformed("The query has a zero byte.");
    if (!is_utf8(name) || !is_utf8(value)) return malformed("The query is not UTF-8.");
  }
  return {};
}

constexpr std::string_view methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"};

// `line` is without its CRLF. HTTP/1.0 passes here and is refused last, so that what else is wrong is said first.
Refusal judge_request_line(std::string_view line, Judged& out, bool& old) {
  const auto first = line.find(' ');
  if (first == npos) return malformed("The request line has no target.");
  const auto method = line.substr(0, first);
  if (method.empty() || !std::all_of(method.begin(), method.end(), is_token)) return malformed("The method is no token.");
  const auto second = line.find(' ', first + 1);
  const auto target = line.substr(first + 1, second == npos ? npos : second - first - 1);
  if (target.size() > max_target_bytes) return {&rule::http_target_too_long};
  if (second == npos) return malformed("The request line has no version.");
  const auto version = line.substr(second + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return malformed("The version is not HTTP/1.1.");
  old = version == "HTTP/1.0";
  if (method == "CONNECT") return {&rule::method_not_allowed, "This server is no proxy."};
  if (std::find(std::begin(methods), std::end(methods), method) == std::end(methods))
    return {&rule::http_method_unknown};
  if (!target.starts_with('/')) return malformed("The target does not begin with a slash.");
  for (const char c : target)
    if (c <= 0x20 || c >= 0x7f || c == '#')
      return malformed("The target has a character that must be percent-encoded.");
  const auto mark = std::min(target.find('?'), target.size());
  if (const auto refused = judge_path(target.substr(0, mark), out.path)) return refused;
  return judge_query(target.substr(std::min(mark + 1, target.size())), out.query);
}

// host [":" port]: a name, an IPv4 address or a bracketed IPv6 address. User info and percent-encoding have no place here.
bool is_host(std::string_view value) {
  std::size_t end = 0;
  if (value.starts_with('[')) {
    end = value.find(']');
    if (end == npos || end < 3) return false;
    for (const char c : value.substr(1, end - 1))
      if (hex(c) < 0 && c != ':' && c != '.') return false;
    ++end;
  } else {
    const auto in_name = [](char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_'; };
    while (end < value.size() && in_name(value[end])) ++end;
    if (end == 0) return false;
  }
  if (end == value.size()) return true;
  const auto port = value.substr(end + 1);
  if (value[end] != ':' || port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), is_digit)) return false;
  unsigned number = 0;
  for (const char c : port) number = number * 10 + static_cast<unsigned>(c - '0');
  return number <= 65535;
}

// What the fields say together about whom the request is for and where its body ends.
struct Fields {
  std::size_t count = 0, hosts = 0, lengths = 0, encodings = 0;

  Refusal field(std::string_view line) {
    if (++count > max_fields) return {&rule::http_headers_too_large, "There are more than 64 header fields."};
    if (line.front() == ' ' || line.front() == '\t') return malformed("A header field goes on over a second line.");
    std::size_t colon = 0;
    while (colon < line.size() && is_token(line[colon])) ++colon;
    if (colon == 0 || colon == line.size() || line[colon] != ':') return malformed("A header field has no valid name.");
    const auto name = line.substr(0, colon);
    auto value = line.substr(colon + 1);
    for (const char c : value)
      if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f)
        return malformed("A header field has a control character.");
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
    return meaning(name, value);
  }

  Refusal meaning(std::string_view name, std::string_view value) {
    if (equal_ignoring_case(name, "host")) {
      if (++hosts > 1) return malformed("There is more than one Host.");
      if (!is_host(value)) return malformed("The Host is not valid.");
    } else if (equal_ignoring_case(name, "content-length")) {
      if (++lengths > 1) return malformed("There is more than one Content-Length.");
      if (value.empty() || value.size() > 15 || !std::all_of(value.begin(), value.end(), is_digit))
        return malformed("The Content-Length is not a number.");
    } else if (equal_ignoring_case(name, "transfer-encoding")) {
      if (++encodings > 1) return malformed("There is more than one Transfer-Encoding.");
      if (!equal_ignoring_case(value, "chunked")) return malformed("The Transfer-Encoding is not chunked.");
    } else if (equal_ignoring_case(name, "content_length") || equal_ignoring_case(name, "transfer_encoding")) {
      return malformed("A framing field is misspelt.");    // gateways that turn _ into - would read it
    } else if (equal_ignoring_case(name, "trailer")) {
      return malformed("Trailers are not taken.");
    }
    return {};
  }
};

}  // namespace

std::size_t header_end(std::string_view bytes, std::size_t seen) {
  for (auto at = bytes.find('\n', seen); at != npos; at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') return npos;
    if (at == 1) return npos;                                   // an empty line where the request should begin
    if (bytes[at - 2] == '\n') return at + 1;
  }
  return 0;
}

Judged judge(std::string_view block) {
  Judged out;
  const auto refuse = [&](Refusal refusal) {
    out.refusal = refusal;
    return std::move(out);
  };
  if (header_end(block) != block.size() || block.empty())
    return refuse(malformed("The header block does not end once, with an empty line."));
  auto rest = block;
  const auto line = [&] {
    const auto end = rest.find('\n');                           // CRLF each, as header_end has seen
    const auto result = rest.substr(0, end - 1);
    rest.remove_prefix(end + 1);
    return result;
  };
  bool old = false;
  if (const auto refused = judge_request_line(line(), out, old)) return refuse(refused);
  Fields fields;
  for (auto next = line(); !next.empty(); next = line())
    if (const auto refused = fields.field(next)) return refuse(refused);
  if (fields.hosts == 0) return refuse(malformed("There is no Host."));
  if (fields.encodings && fields.lengths) return refuse(malformed("There are both Transfer-Encoding and Content-Length."));
  if (fields.encodings && old) return refuse(malformed("HTTP/1.0 has no Transfer-Encoding."));
  if (old) return refuse({&rule::http_version});
  return out;
}

}  // namespace millrace
