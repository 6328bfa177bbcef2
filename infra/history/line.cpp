#include "infra/history/line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "commands/inbox/imports/asks.hpp"
#include "schemas/json/input_error.hpp"
#include "schemas/json/node.hpp"
#include "schemas/text/people.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace::history {

namespace {

constexpr std::size_t key_bytes = 200;

[[noreturn]] void broken(const std::string& pointer, const std::string& detail) {
  throw Broken{pointer.empty() ? detail : pointer + ": " + detail};
}

void only(Node object, const std::string& at, std::initializer_list<std::string_view> names) {
  std::set<std::string_view> seen;
  object.members([&](std::string_view name, Node) {
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (known && seen.insert(name).second) return;
    auto place = at + pointer_part(name);
    std::replace_if(place.begin(), place.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    throw Unknown{fmt::format("{}: {}", place, known ? "comes twice" : "is not known here")};
  });
}

Node need(Node object, const std::string& at, std::string_view name) {
  const auto found = object.find(name);
  if (!found) broken(fmt::format("{}/{}", at, name), "is missing");
  return *found;
}

std::string_view text(Node object, const std::string& at, std::string_view name) {
  const auto node = need(object, at, name);
  if (node.kind() != Node::Kind::text) broken(fmt::format("{}/{}", at, name), "must be a string");
  return node.text();
}

// What the source calls something.
std::string key(Node object, const std::string& at, std::string_view name) {
  const auto node = need(object, at, name);
  if (node.kind() == Node::Kind::integer) return std::to_string(node.integer());
  if (node.kind() != Node::Kind::text) broken(fmt::format("{}/{}", at, name), "must be a string or an integer");
  if (node.text().empty() || node.text().size() > key_bytes)
    broken(fmt::format("{}/{}", at, name), fmt::format("must have 1 to {} bytes", key_bytes));
  return std::string(node.text());
}

std::string called(Node object, const std::string& at, std::string_view name) {
  const auto value = text(object, at, name);
  if (!good_name(value)) broken(fmt::format("{}/{}", at, name), "must have 1 to 100 characters on one line");
  return std::string(value);
}

MaybePersonal perhaps(Node object, const std::string& at, std::string_view name) {
  if (!object.find(name)) return {};
  Personal<std::string> value;
  value.value = key(object, at, name);
  if (!one_line(value.value, key_bytes)) broken(fmt::format("{}/{}", at, name), "must be one line that shows something");
  return value;
}

imports::HistoricMessage message(Node node, const std::string& at, Time now) {
  if (node.kind() != Node::Kind::object) broken(at, "must be an object");
  only(node, at, {"id", "at", "from", "author", "author_id", "author_address", "text"});
  imports::HistoricMessage m;
  m.key = key(node, at, "id");
  const auto time = parse_rfc3339(text(node, at, "at"));
  if (!time) broken(at + "/at", "must be a time as in 2020-04-01T17:31:32Z (RFC 3339, at most microseconds)");
  if (*time < imports::history_begins) broken(at + "/at", "lies before 1900");
  if (*time > now + imports::clocks_differ) broken(at + "/at", "lies in the future; only what has happened can be imported");
  m.occurred_at = *time;
  const auto from = text(node, at, "from");
  if (from != "client" && from != "agent") broken(at + "/from", "must be \"client\" or \"agent\"");
  m.from = from == "client" ? imports::From::client : imports::From::agent;
  m.author.value = called(node, at, "author");
  m.author_id = perhaps(node, at, "author_id");
  m.author_address = perhaps(node, at, "author_address");
  if (m.author_address && !canonical_address(m.author_address->value)) broken(at + "/author_address", "is neither an e-mail address nor a phone number");
  m.text.value = text(node, at, "text");
  if (!good_text(m.text.value))
    broken(at + "/text", "must have 1 to 20000 characters that show something");
  return m;
}

Line line(Node root, Time now) {
  if (root.kind() != Node::Kind::object) broken("", "must be a JSON object");
  only(root, "", {"conversation", "organization", "messages", "source"});
  Line out{called(root, "", "organization"), {key(root, "", "conversation"), {}}};
  if (root.find("source")) out.conversation.source = called(root, "", "source");
  const auto messages = need(root, "", "messages");
  if (messages.kind() != Node::Kind::list) broken("/messages", "must be a list");
  std::set<std::string> seen;
  messages.elements([&](Node node) {
    const auto at = fmt::format("/messages/{}", out.conversation.messages.size());
    auto m = message(node, at, now);
    if (!seen.insert(m.key).second) broken(at + "/id", "stands in this conversation twice");
    out.conversation.messages.push_back(std::move(m));
  });
  if (out.conversation.messages.empty()) broken("/messages", "must hold a message");
  return out;
}

}  // namespace

std::variant<Line, Broken, Unknown> read_line(std::string_view json, Time now) {
  const Document document{json};
  if (document.fault() != Document::Fault::none) return Broken{document.why()};
  try {
    return line(document.root(), now);
  } catch (const Broken& b) {
    return b;
  } catch (const Unknown& u) {
    return u;
  }
}

}  // namespace millrace::history
