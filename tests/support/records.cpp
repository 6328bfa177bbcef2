#include "tests/support/records.hpp"

namespace millrace::testing {
namespace {

std::string text_from(std::mt19937_64& random, std::size_t most) {
  std::string out(random() % (most + 1), '\0');
  for (auto& c : out) c = static_cast<char>(random());
  return out;
}

Digest digest_from(std::mt19937_64& random) {
  Digest d;
  for (auto& b : d) b = static_cast<std::uint8_t>(random());
  return d;
}

std::int64_t number_from(std::mt19937_64& random) {
  return static_cast<std::int64_t>(random() >> random() % 64);
}

Entry entry_from(std::mt19937_64& random) {
  return {text_from(random, 20),
          uuid_from(random),
          number_from(random),
          at_micros(number_from(random)),
          random() % 2 ? Origin::live : Origin::import,
          text_from(random, 200)};
}

}  // namespace

Uuid uuid_from(std::mt19937_64& random) {
  Uuid id;
  for (auto& b : id.bytes) b = static_cast<std::uint8_t>(random());
  return id;
}

Commit random_commit(std::mt19937_64& random) {
  Commit c;
  c.epoch = number_from(random);
  c.writer = uuid_from(random);
  c.seq = number_from(random);
  c.prev_chain = digest_from(random);
  c.ts = at_micros(number_from(random));
  c.tenant = uuid_from(random);
  c.command = uuid_from(random);
  c.fingerprint = digest_from(random);
  c.principal = {static_cast<PrincipalKind>(random() % 4), uuid_from(random)};
  c.member = uuid_from(random);
  c.cause = uuid_from(random);
  c.ask = text_from(random, 30);
  c.subject = uuid_from(random);
  c.subject_version = number_from(random);
  for (auto n = random() % 5; n > 0; --n) c.facts.push_back(entry_from(random));
  if (random() % 2) c.from = {uuid_from(random), uuid_from(random), random()};
  return c;
}

Fence random_fence(std::mt19937_64& random) {
  return {uuid_from(random), number_from(random), uuid_from(random), at_micros(number_from(random)), text_from(random, 40)};
}

Noop random_noop(std::mt19937_64& random) {
  return {number_from(random), uuid_from(random), number_from(random), digest_from(random), at_micros(number_from(random))};
}

Record random_record(std::mt19937_64& random) {
  switch (random() % 3) {
    case 0: return random_fence(random);
    case 1: return random_noop(random);
    default: return random_commit(random);
  }
}

std::string ChainWriter::moved_on(Record record) {
  auto bytes = encode(partition_, record);
  accept(state_, partition_, next_++, record, bytes);
  return bytes;
}

std::string ChainWriter::fence(const Accepted& from) {
  state_ = from;
  return moved_on(Fence{incarnation_, from.epoch + 1, writer_, from.ts, ""});
}

std::string ChainWriter::commit(std::string_view body) {
  Commit c;
  c.epoch = state_.epoch;
  c.writer = writer_;
  c.seq = state_.seq + 1;
  c.prev_chain = state_.chain;
  c.ask = "note.write.v1";
  c.facts.push_back({"note.written.v1", writer_, 1, {}, Origin::live, std::string{body}});
  return moved_on(std::move(c));
}

std::string ChainWriter::noop() { return moved_on(Noop{state_.epoch, writer_, state_.seq + 1, state_.chain, {}}); }

bool offered(Accepted& state, Partition partition, Offset at, std::string_view bytes) {
  const auto decoded = decode(partition, bytes);
  const auto* record = std::get_if<Record>(&decoded);
  return record && accept(state, partition, at, *record, bytes);
}

}  // namespace millrace::testing
