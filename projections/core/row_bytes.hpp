// Rows as the local store keeps them: binary, member after member in the order of their Shape, without names. A row can be read by the
// shape alone that it was written by; a fold whose shape has changed is folded anew (StoreLayout::fingerprint), so no other is asked for.
//
// Whole numbers take seven bits a byte, the lowest first (LEB128); signed ones are zigzag. Texts and lists begin with their length.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "schemas/fold/any_fold.hpp"

namespace millrace {

void append_number(std::string&, std::uint64_t);
void append_signed(std::string&, std::int64_t);
void append_text(std::string&, std::string_view);

// Takes values off the front of bytes that append_… has written; throws std::runtime_error when there is less.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}
  std::uint64_t number();
  std::int64_t signed_number();
  std::string_view text() { return take(number()); }
  std::string_view take(std::uint64_t bytes);
  bool empty() const { return left_.empty(); }

 private:
  std::string_view left_;
};

// Personal text is written with its subject, open; its match is not. An ask in a row is JSON: it has versions of its own.
void append_row(std::string&, const Shape&, const void* row);
// Throws std::runtime_error when the bytes are not of that shape.
RowPtr row_from(const Shape&, ByteReader&);

}  // namespace millrace
