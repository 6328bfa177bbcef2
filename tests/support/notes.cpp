#include "tests/support/notes.hpp"
#include "domain/core/wire_type.hpp"

namespace millrace::testing {

const Projection& notes() {
  static const AnyFold fold = fold_of<Notes>();
  static const Projection p = [] {
    for_each(NoteFacts{}, []<class F>() { Wires::house().add(&wire_type<F>()); });
    Projection made;
    made.fold = &fold;
    made.resource = "test_note";
    made.sql = true;
    made.filters = {{"shelf", "place.shelf"}, {"author_id", "author_id"}, {"touched", "touched"}, {"links", "place.links"},
                    {"tag", "tags", Filter::How::contains}, {"since", "changed_at", Filter::How::since}, {"until", "changed_at", Filter::How::until},
                    {"filed", "filed_at", Filter::How::there}};
    made.sorts = {{"changed_at", "changed_at"}, {"text", "text", false}, {"links", "place.links"}, {"filed_at", "filed_at", false}};
    made.columns = {"written_at"};
    made.search = {"text", "tags"};
    return made;
  }();
  return p;
}

const Projection& drafts() {
  static const AnyFold fold = fold_of<Drafts>();
  static const Projection p = [] {
    notes();
    Projection made;
    made.fold = &fold;
    made.resource = "test_draft";
    made.sql = true;
    made.filters = {{"tag", "tags", Filter::How::contains}};
    made.sorts = {{"written_at", "written_at"}};
    made.reader_column = "author_id";
    return made;
  }();
  return p;
}

NoteHistory::NoteHistory(MemoryVault& vault, std::uint64_t seed) : vault_(vault), random_(seed) {
  notes();
  drafts();
  incarnation_ = uuid();
  writer_ = uuid();
}

Uuid NoteHistory::uuid_from(std::mt19937_64& random) {
  Uuid id;
  for (auto& b : id.bytes) b = static_cast<std::uint8_t>(random());
  return id;
}

Offset NoteHistory::append(Partition p, std::string bytes) {
  auto& records = records_[static_cast<std::size_t>(p)];
  const auto at = static_cast<Offset>(records.size());
  auto record = decode(p, bytes);
  if (const auto* r = std::get_if<Record>(&record)) accept(states_[static_cast<std::size_t>(p)], p, at, *r, bytes);
  records.push_back(std::move(bytes));
  return at;
}

Offset NoteHistory::commit(const Uuid& tenant, const std::vector<AnyFact>& facts) {
  const auto p = partition_of(tenant);
  auto& state = states_[static_cast<std::size_t>(p)];
  if (state.fence < 0) append(p, encode(p, Fence{incarnation_, 1, writer_, now_, ""}));
  now_ += Duration{1000 + static_cast<std::int64_t>(random_() % 5'000'000)};
  Commit c;
  c.epoch = state.epoch;
  c.writer = writer_;
  c.seq = state.seq + 1;
  c.prev_chain = state.chain;
  c.ts = now_;
  c.tenant = tenant;
  c.command = uuid();
  for (const auto& fact : facts) {
    Entry entry{std::string(fact.type->wire), fact.stream(), ++versions_[{tenant, fact.stream()}], now_, Origin::live, ""};
    const Sealing sealing{vault_, tenant, entry.stream, entry.wire, [&](const Uuid& subject) {
      return keys_.try_emplace(subject, *vault_.fresh_key()).first->second;
    }};
    JsonWriter writer{entry.body};
    encode(*fact.type->shape, fact.value.get(), writer, &sealing);
    c.facts.push_back(std::move(entry));
  }
  return append(p, encode(p, c));
}

AnyFact NoteHistory::random_fact(const std::vector<Id<Note>>& ids) {
  static const std::vector<std::string> words{"mill", "race", "water", "wheel", "größe", "a\"b\\c", "{x,y}", "NULL", "", "null, 'quoted'", "日本語"};
  const auto word = [&] { return words[random_() % words.size()]; };
  const auto tags = [&] {
    std::vector<std::string> out;
    for (auto n = random_() % 4; n > 0; --n) out.push_back(word());
    return out;
  };
  const auto id = ids[random_() % ids.size()];
  switch (random_() % 10) {
    case 0: case 1: case 2: case 3: {
      std::string text;
      for (auto n = random_() % (random_() % 20 == 0 ? 300 : 6); n > 0; --n) text += word() + " ";
      std::optional<Id<Person>> author;
      if (random_() % 3) author = Id<Person>{uuid()};
      return AnyValue::of(NoteWritten{id, author, {id.value, text, false, {}}, tags()});
    }
    case 4: case 5: return AnyValue::of(NoteTagged{id, tags()});
    case 6: return AnyValue::of(NoteShelved{id, static_cast<Shelf>(random_() % 3)});
    case 7: case 8: return AnyValue::of(NoteLinked{id, ids[random_() % ids.size()]});
    default: return AnyValue::of(NoteTorn{id});
  }
}

void NoteHistory::scribble(const std::vector<Uuid>& tenants, int commits, int notes_a_tenant) {
  for (int i = 0; i < commits; ++i) {
    const auto& tenant = tenants[random_() % tenants.size()];
    const auto p = partition_of(tenant);
    auto& ids = notes_[tenant];
    while (static_cast<int>(ids.size()) < notes_a_tenant) ids.push_back({uuid()});
    if (random_() % 50 == 0 && end(p) > 0) append(p, std::string(records(p)[random_() % records(p).size()]));   // written twice
    std::vector<AnyFact> facts;
    for (auto n = random_() % 4; n > 0; --n) facts.push_back(random_fact(ids));
    commit(tenant, facts);
  }
}

SqlRunner::Scan NoteHistory::scan() const {
  return [this](Partition p, Offset from, const auto& each) {
    for (auto at = from; at < end(p); ++at)
      if (!each(at, records(p)[static_cast<std::size_t>(at)])) return;
  };
}

}  // namespace millrace::testing
