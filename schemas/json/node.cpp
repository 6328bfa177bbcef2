#include "schemas/json/node.hpp"

#include <new>

#include <simdjson.h>

#include <cstring>
#include <vector>

namespace millrace {

namespace dom = simdjson::dom;

static_assert(sizeof(dom::element) == 16 && std::is_trivially_copyable_v<dom::element>);

namespace {
dom::element element(const std::array<unsigned char, 16>& at) {
  dom::element e;
  std::memcpy(static_cast<void*>(&e), at.data(), sizeof e);
  return e;
}
std::array<unsigned char, 16> handle(const dom::element& e) {
  std::array<unsigned char, 16> at;
  std::memcpy(at.data(), &e, sizeof e);
  return at;
}

// Half a surrogate pair (simdjson lets \udc00 through as ED B0 80) or U+0000: neither PostgreSQL nor any partner takes them.
bool bad(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == 0) return true;
    if (c == 0xED && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0xA0) return true;
  }
  return false;
}
bool bad(const dom::element& e) {
  switch (e.type()) {
    case dom::element_type::STRING: return bad(e.get_string().value_unsafe());
    // Named: value_unsafe() of a temporary result is a reference into it, which a range-for would outlive.
    case dom::element_type::ARRAY: {
      const dom::array list = e.get_array().value_unsafe();
      for (const auto child : list)
        if (bad(child)) return true;
      return false;
    }
    case dom::element_type::OBJECT: {
      const dom::object object = e.get_object().value_unsafe();
      for (const auto [name, child] : object)
        if (bad(name) || bad(child)) return true;
      return false;
    }
    default: return false;
  }
}

constexpr std::size_t most_bytes = 4 << 20, most_levels = 64;

// Parsers keep their memory; a thread takes them from and gives them back to its own shelf.
thread_local std::vector<std::unique_ptr<dom::parser>> shelf;
}  // namespace

struct Document::Parser {
  std::unique_ptr<dom::parser> parser;
  dom::element root;
  Parser() {
    if (shelf.empty()) {
      parser = std::make_unique<dom::parser>(most_bytes);
      // It grows by itself, and keeps the depth.
      if (parser->allocate(1 << 12, most_levels) != simdjson::SUCCESS) throw std::bad_alloc();
    } else {
      parser = std::move(shelf.back());
      shelf.pop_back();
    }
  }
  ~Parser() {
    if (shelf.size() < 8) shelf.push_back(std::move(parser));
  }
};

Document::Document(std::string_view json) : parser_(std::make_unique<Parser>()) {
  const auto error = parser_->parser->parse(json.data(), json.size(), true).get(parser_->root);
  if (error == simdjson::STRING_ERROR) {
    fault_ = Fault::bad_text;
    why_ = "A string holds an escape that is no character (half a surrogate pair, or a bad \\u).";
  } else if (error != simdjson::SUCCESS) {
    fault_ = Fault::malformed;
    why_ = simdjson::error_message(error);
  } else if (bad(parser_->root)) {
    fault_ = Fault::bad_text;
    why_ = "A string holds U+0000 or half a surrogate pair.";
  }
}
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

Node Document::root() const {
  Node node;
  node.at_ = handle(parser_->root);
  return node;
}

Node::Kind Node::kind() const {
  switch (element(at_).type()) {
    case dom::element_type::NULL_VALUE: return Kind::null;
    case dom::element_type::BOOL: return Kind::boolean;
    case dom::element_type::INT64: return Kind::integer;
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE: return Kind::number;
    case dom::element_type::STRING: return Kind::text;
    case dom::element_type::ARRAY: return Kind::list;
    case dom::element_type::OBJECT: return Kind::object;
  }
  return Kind::null;
}
bool Node::boolean() const { return element(at_).get_bool().value_unsafe(); }
std::int64_t Node::integer() const { return element(at_).get_int64().value_unsafe(); }
std::string_view Node::text() const { return element(at_).get_string().value_unsafe(); }

std::string Node::json() const { return simdjson::minify(element(at_)); }

std::optional<Node> Node::find(std::string_view name) const {
  dom::element found;
  if (element(at_).at_key(name).get(found) != simdjson::SUCCESS) return {};
  Node node;
  node.at_ = handle(found);
  return node;
}
void Node::members(const std::function<void(std::string_view, Node)>& each) const {
  const dom::object object = element(at_).get_object().value_unsafe();
  for (const auto [name, child] : object) {
    Node node;
    node.at_ = handle(child);
    each(name, node);
  }
}
void Node::elements(const std::function<void(Node)>& each) const {
  const dom::array list = element(at_).get_array().value_unsafe();
  for (const auto child : list) {
    Node node;
    node.at_ = handle(child);
    each(node);
  }
}

}  // namespace millrace
