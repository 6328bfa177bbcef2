#include "infra/postgres/arrays.hpp"

namespace millrace {

namespace {

// In network order.
template <class N>
void append(std::string& out, N n) {
  for (int shift = static_cast<int>(sizeof n) * 8 - 8; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift & 0xff);
}
void put(std::string& out, std::size_t at, std::uint32_t n) {
  for (int shift = 24; shift >= 0; shift -= 8) out[at++] = static_cast<char>(n >> shift & 0xff);
}

// Before the elements: how many dimensions, whether any is NULL, the type; of the one dimension how many there are, and the first index.
constexpr std::size_t nulls_at = 4, count_at = 12;

}  // namespace

PgArray::PgArray(Of of) {
  for (const std::uint32_t n : {1u, 0u, static_cast<std::uint32_t>(of), 0u, 1u}) append(out_, n);
}

void PgArray::null() {
  ++count_;
  put(out_, nulls_at, 1);
  append(out_, ~std::uint32_t{0});
}

void PgArray::element(std::string_view bytes) {
  ++count_;
  append(out_, static_cast<std::uint32_t>(bytes.size()));
  out_ += bytes;
}

void PgArray::json(std::string_view v) {
  ++count_;
  append(out_, static_cast<std::uint32_t>(v.size() + 1));
  (out_ += '\1') += v;                                       // the version of the form
}

void PgArray::bigint(std::int64_t n) {
  ++count_;
  append(out_, std::uint32_t{8});
  append(out_, static_cast<std::uint64_t>(n));
}

void PgArray::integer(std::int32_t n) {
  ++count_;
  append(out_, std::uint32_t{4});
  append(out_, static_cast<std::uint32_t>(n));
}

// Microseconds since the year 2000.
void PgArray::time(Time t) {
  constexpr Time epoch = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};
  bigint(micros(t) - micros(epoch));
}

PgBinary PgArray::done() && {
  put(out_, count_at, count_);
  return {std::move(out_)};
}

std::string text_array(const std::vector<std::string>& elements) {
  std::string out = "{";
  for (const auto& e : elements) {
    out += out.size() > 1 ? ",\"" : "\"";
    for (const char c : e) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out += '}';
}

}  // namespace millrace
