// Parsed JSON behind one erased type; simdjson is named in node.cpp alone.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

// A value inside a Document. Cheap to copy; valid as long as its document.
class Node {
 public:
  enum class Kind { null, boolean, integer, number, text, list, object };
  Kind kind() const;
  bool boolean() const;                        // of a boolean
  std::int64_t integer() const;                // of an integer
  std::string_view text() const;               // of a text; decoded, valid UTF-8 (see Document::parse)
  std::optional<Node> find(std::string_view name) const;        // of an object
  void members(const std::function<void(std::string_view, Node)>&) const;
  void elements(const std::function<void(Node)>&) const;
  std::string json() const;                    // as it stands, without white space

 private:
  friend class Document;
  alignas(8) std::array<unsigned char, 16> at_{};
};

class Document {
 public:
  // Why a text is not JSON. `malformed`: 400; `bad_text`: JSON in form, but a string holds U+0000 or half a surrogate pair: 422.
  enum class Fault { none, malformed, bad_text };

  // Reads one JSON value of at most 1 MiB and 64 levels. UTF-8 is checked. Not thread-safe: one Document, one thread.
  explicit Document(std::string_view json);
  ~Document();
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;

  Fault fault() const { return fault_; }
  const std::string& why() const { return why_; }      // of a fault, one sentence
  Node root() const;                                   // only without a fault

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  Fault fault_ = Fault::none;
  std::string why_;
};

}  // namespace millrace
