// Rows as the local store keeps them.
#include "projections/core/row_bytes.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "schemas/json/codec.hpp"
#include "tests/support/random_facts.hpp"
#include "tests/support/small_house.hpp"

namespace millrace {
namespace {

struct Much {
  bool yes = false;
  std::vector<std::optional<std::int64_t>> numbers;
  std::optional<std::optional<std::string>> patch;
  std::optional<Personal<std::string>> said;
  small::Talk::State state;
  Origin origin = Origin::live;
  Time at{};
};
BOOST_DESCRIBE_STRUCT(Much, (), (yes, numbers, patch, said, state, origin, at))

std::string bytes_of(const Shape& shape, const void* row) {
  std::string out;
  append_row(out, shape, row);
  return out;
}
RowPtr read(const Shape& shape, std::string_view bytes) {
  ByteReader in{bytes};
  auto row = row_from(shape, in);
  CHECK(in.empty());
  return row;
}

}  // namespace

TEST_CASE("row bytes: any row is read as it was written") {
  RandomValues random{7};
  for (const auto* shape : {&shape_of<Much>(), &shape_of<small::TalkRow>(), &shape_of<small::LineRow>(), &shape_of<small::Talk::State>()})
    for (int n = 0; n < 300; ++n) {
      const auto row = shape->make();
      random.fill(*shape, row.get());
      const auto bytes = bytes_of(*shape, row.get());
      const auto again = read(*shape, bytes);
      CHECK(bytes_of(*shape, again.get()) == bytes);
      CHECK(to_json(*shape, again.get(), Personals::named) == to_json(*shape, row.get(), Personals::named));
    }
}

TEST_CASE("row bytes: numbers of every size come back, small ones in one byte") {
  using Limits = std::numeric_limits<std::int64_t>;
  std::string out;
  const std::int64_t numbers[] = {0, -1, 63, -64, 64, 1'790'000'000'000'000, Limits::max(), Limits::min()};
  for (const auto n : numbers) append_signed(out, n);
  ByteReader in{out};
  for (const auto n : numbers) CHECK(in.signed_number() == n);
  CHECK(in.empty());
  out.clear();
  for (const auto n : {0, -1, 63, -64}) append_signed(out, n);
  CHECK(out.size() == 4);
}

TEST_CASE("row bytes: what was left unset stays so, and set to nothing is something else") {
  Much row{};
  const auto patch = [&] { return static_cast<const Much*>(read(shape_of<Much>(), bytes_of(shape_of<Much>(), &row)).get())->patch; };
  CHECK_FALSE(patch());
  row.patch.emplace();
  REQUIRE(patch());
  CHECK_FALSE(*patch());
  row.patch.emplace("text");
  CHECK(**patch() == "text");
}

TEST_CASE("row bytes: erased text stays erased, and its words are not kept") {
  Much row{};
  row.said = Personal<std::string>{uuid_of("a-subject-of-16-"), "secret", true, {}};
  const auto bytes = bytes_of(shape_of<Much>(), &row);
  CHECK(bytes.find("secret") == std::string::npos);
  const auto again = read(shape_of<Much>(), bytes);
  const auto& said = static_cast<const Much*>(again.get())->said;
  REQUIRE(said);
  CHECK(said->erased);
  CHECK(said->subject_id == row.said->subject_id);
}

TEST_CASE("row bytes: bytes that end too early are no row") {
  Much row{};
  row.numbers = {1, {}, 3};
  row.said = Personal<std::string>{{}, "hello", false, {}};
  const auto bytes = bytes_of(shape_of<Much>(), &row);
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    ByteReader in{std::string_view(bytes).substr(0, n)};
    CHECK_THROWS_AS(row_from(shape_of<Much>(), in), std::runtime_error);
  }
}

}  // namespace millrace
