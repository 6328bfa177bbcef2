// Writes JSON (RFC 8259) straight into a string. Commas are its business, structure is the caller's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/core/id.hpp"

namespace millrace {

// Appends text as a JSON string with its quotes. The text must be valid UTF-8; every text that enters is checked at the edge.
void append_quoted(std::string& out, std::string_view text);

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}
  // Goes on in an object that `out` has begun and that holds a member already.
  enum class Inside { object };
  JsonWriter(std::string& out, Inside) : out_(out), comma_(true) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name) {
    separate();
    append_quoted(out_, name);
    out_ += ':';
    comma_ = false;
    return *this;
  }
  JsonWriter& text(std::string_view value) {
    separate();
    append_quoted(out_, value);
    return *this;
  }
  JsonWriter& uuid(const Uuid& id) {
    separate();
    out_ += '"';
    append_uuid(out_, id);
    out_ += '"';
    return *this;
  }
  JsonWriter& time(Time t) {
    separate();
    out_ += '"';
    append_rfc3339(out_, t);
    out_ += '"';
    return *this;
  }
  JsonWriter& integer(std::int64_t value) { return raw(std::to_string(value)); }
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }
  // Something that is JSON already.
  JsonWriter& raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
  }

 private:
  JsonWriter& open(char c) {
    separate();
    out_ += c;
    comma_ = false;
    return *this;
  }
  JsonWriter& close(char c) {
    out_ += c;
    comma_ = true;
    return *this;
  }
  void separate() {
    if (comma_) out_ += ',';
    comma_ = true;
  }

  std::string& out_;
  bool comma_ = false;
};

}  // namespace millrace
