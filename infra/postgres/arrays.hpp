// One-dimensional arrays as parameters in PostgreSQL's binary form: nothing to escape here, nothing to parse there.
#pragma once

#include "domain/core/id.hpp"
#include "domain/core/time.hpp"
#include "infra/postgres/connection.hpp"

namespace millrace {

// Written element by element, each of the array's type (array_recv and the receive functions of the types in src/backend/utils/adt).
class PgArray {
 public:
  // Types by their numbers in pg_type.dat, which never change.
  enum class Of : std::uint32_t { boolean = 16, bytea = 17, bigint = 20, integer = 23, text = 25, timestamptz = 1184, uuid = 2950, jsonb = 3802 };
  explicit PgArray(Of);

  void null();
  void text(std::string_view v) { element(v); }
  void json(std::string_view);               // of jsonb
  void bytes(std::string_view v) { element(v); }
  void uuid(const Uuid& id) { element(id.raw()); }
  void boolean(bool v) { element(v ? std::string_view{"\1", 1} : std::string_view{"\0", 1}); }
  void bigint(std::int64_t);
  void integer(std::int32_t);
  void time(Time);                           // of timestamptz
  PgBinary done() &&;

 private:
  void element(std::string_view bytes);

  std::string out_;
  std::uint32_t count_ = 0;
};

// The literal of a text[] with these elements.
std::string text_array(const std::vector<std::string>& elements);

}  // namespace millrace
