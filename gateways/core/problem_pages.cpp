#include "gateways/core/problem_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gateways/core/html.hpp"
#include "gateways/core/problem.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {

namespace {

constexpr std::string_view style = R"(:root{color-scheme:light dark;--ground:#fcfbf9;--panel:#fff;--line:#e6e3dd;--text:#211f1b;--soft:#6b675f;--accent:#0f6a87;--tint:#eef5f7}
@media(prefers-color-scheme:dark){:root{--ground:#191816;--panel:#211f1d;--line:#383531;--text:#ece9e4;--soft:#a39e95;--accent:#6fc3de;--tint:#1d2a2e}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:14px/22px Inter,system-ui,sans-serif;overflow-wrap:break-word}
main{max-width:760px;margin:0 auto;padding:48px 16px}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
a:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:6px}
nav{margin-bottom:24px}
h1{font-size:28px;line-height:36px;font-weight:600;margin:8px 0 16px}
h2{font-size:16px;line-height:24px;font-weight:600;margin:32px 0 8px}
p{margin:0 0 12px;max-width:72ch}
.soft{color:var(--soft)}
code,pre{font:13px/20px ui-monospace,Menlo,Consolas,monospace}
p code{background:var(--tint);border-radius:6px;padding:2px 4px}
pre{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:12px 16px;margin:0;white-space:pre-wrap}
table{width:100%;border-collapse:collapse;font-size:13px;line-height:20px}
td{padding:8px 16px 8px 0;border-top:1px solid var(--line);vertical-align:top}
td:last-child{padding-right:0}
td:nth-child(2){font-variant-numeric:tabular-nums;color:var(--soft)}
@media(max-width:560px){td{display:block;padding:0}tr{display:block;padding:8px 0;border-top:1px solid var(--line)}td{border:0}}
)";

std::string document(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<title>{}</title><style>{}</style></head>\n<body><main>\n{}</main></body></html>\n",
      escaped(title), style, body);
}

std::string path_of(const Rule& rule) { return "/problems/" + std::string(rule.code); }

// Escaped; what stands between backticks is code.
std::string prose(std::string_view text) {
  std::string out;
  bool code = false;
  for (std::size_t from = 0; from <= text.size();) {
    const auto to = std::min(text.find('`', from), text.size());
    out += escaped(text.substr(from, to - from));
    if (to < text.size()) out += (code = !code) ? "<code>" : "</code>";
    from = to + 1;
  }
  return out;
}

std::string_view words(int status) {
  switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Internal Server Error";
  }
}

void write(JsonWriter& out, const Rule& rule) {
  out.begin_object().key("type").text(path_of(rule)).key("title").text(rule.text).key("status").integer(status_of(rule.kind));
  out.key("remedy").text(remedy_of(rule)).end_object();
}

std::string index_json(const std::vector<Rule>& rules) {
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("items").begin_array();
  for (const auto& rule : rules) write(out, rule);
  out.end_array().end_object();
  return text;
}

std::string index_html(const std::vector<Rule>& rules) {
  std::string body = "<h1>Problems</h1>\n<p>What a request may be refused by. The <code>type</code> of an answer in "
                     "<code>application/problem+json</code> (RFC 9457) leads to one of these; their codes do not change.</p>\n<table>\n";
  for (const auto& rule : rules)
    body += fmt::format("<tr><td><a href=\"{}\"><code>{}</code></a></td><td>{}</td><td>{}</td></tr>\n", escaped(path_of(rule)), escaped(rule.code),
                        status_of(rule.kind), prose(rule.text));
  return document("Problems · Millrace", body + "</table>\n");
}

std::string rule_json(const Rule& rule) {
  std::string text;
  JsonWriter out{text};
  write(out, rule);
  return text;
}

std::string rule_html(const Rule& rule) {
  const auto status = status_of(rule.kind);
  return document(fmt::format("{} · Millrace", rule.code),
              fmt::format("<nav><a href=\"/problems\">All problems</a></nav>\n<p class=\"soft\"><code>{}</code> · {} {}</p>\n<h1>{}</h1>\n"
                          "<h2>How to mend it</h2>\n<p>{}</p>\n<h2>How it is answered</h2>\n<pre>HTTP/1.1 {} {}\nContent-Type: application/problem+json\n\n{}</pre>\n",
                          escaped(rule.code), status, words(status), prose(rule.text), prose(remedy_of(rule)), status, words(status),
                          escaped(problem(rule).body)));
}

}  // namespace

std::string_view remedy_of(const Rule& rule) {
  if (!rule.remedy.empty()) return rule.remedy;
  switch (rule.kind) {
    case Kind::malformed:
    case Kind::unsupported:
    case Kind::not_implemented:
    case Kind::invalid: return "Change what the answer points at, and send it again.";
    case Kind::unauthenticated: return "Sign in again, and send the new access token.";
    case Kind::forbidden: return "Somebody with more rights can do it.";
    case Kind::missing: return "Check the id: it names nothing that you may see, or nothing any more.";
    case Kind::conflict: return "Read again how things stand, and decide with that in view.";
    case Kind::gone: return "There is nothing to mend: it is over.";
    case Kind::stale: return "Read it again, and send your change with the new ETag.";
    case Kind::too_large:
    case Kind::target_too_long:
    case Kind::headers_too_large: return "Send less at a time.";
    case Kind::limit: return "Wait for as many seconds as Retry-After says.";
    case Kind::late:
    case Kind::unavailable: return "Try again after Retry-After.";
    case Kind::not_allowed:
    case Kind::other_protocol:
    case Kind::other_version:
    case Kind::failed: break;
  }
  return "Look at what was sent; if that is in order, tell whoever runs the server.";
}

Routes problem_pages(std::vector<Rule> rules) {
  std::sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) { return a.code < b.code; });
  const auto either = [](std::string path, std::string json, std::string html) {
    return page(std::move(path), {.body = std::move(json), .html = std::move(html)});
  };
  Routes pages{either("/problems", index_json(rules), index_html(rules))};
  for (const auto& rule : rules) pages.push_back(either(path_of(rule), rule_json(rule), rule_html(rule)));
  return pages;
}

}  // namespace millrace
