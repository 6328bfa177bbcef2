// The partition of a corpus's business, written as its owner writes it: a fence, then commits on its chain, texts sealed under their
// subjects' keys, through the journal's own committer. One thread.
#pragma once

#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "infra/crypto/vault.hpp"
#include "infra/segments/journal.hpp"
#include "schemas/journal/accept.hpp"
#include "schemas/json/codec.hpp"
#include "tests/bench/corpus_text.hpp"

namespace millrace::bench {

inline constexpr std::size_t most_outstanding_bytes = 32 << 20;

// Lets the writer run ahead of the disk by so many bytes and no more.
class Announced final : public Journal::Listener {
 public:
  void on_appended(std::vector<Stored> group) override {
    std::size_t bytes = 0;
    for (const auto& s : group) bytes += s.bytes.size();
    const std::lock_guard lock{mutex_};
    outstanding_ -= bytes;
    less_.notify_one();
  }
  void on_append_failed(Partition, const std::string& why) override {
    fmt::print(stderr, "bench_corpus: {}\n", why);
    std::_Exit(1);
  }
  void wait_for_room(std::size_t bytes) {
    std::unique_lock lock{mutex_};
    less_.wait(lock, [&] { return outstanding_ < most_outstanding_bytes; });
    outstanding_ += bytes;
  }

 private:
  std::mutex mutex_;
  std::condition_variable less_;
  std::size_t outstanding_ = 0;
};

struct Speaker {
  Principal principal{};
  Uuid member{};
};

// Goes on where the server has stopped.
class CorpusOwner {
 public:
  // Throws what the journal and the vault throw, and std::runtime_error when there is no such business.
  CorpusOwner(const std::filesystem::path& data, const Uuid& business, Chance& chance)
      : tenant_(business), partition_(partition_of(business)), chance_(chance),
        journal_(segments::disk(), data / "journal", segments::incarnation_of(segments::disk(), data / "journal"), announced_),
        vault_({.directory = data / "keys"}, random_) {
    journal_.scan(partition_, 0, [&](const Stored& s) {
      const auto decoded = decode(partition_, s.bytes);
      if (const auto* record = std::get_if<Record>(&decoded)) accept(at_, partition_, s.offset, *record, s.bytes);
      return true;
    });
    if (at_.fence < 0) throw std::runtime_error("nobody has founded that business there");
    next_ = journal_.end(partition_);
    writer_ = fresh(at_.ts);
    append(Fence{at_.incarnation, at_.epoch + 1, writer_, at_.ts + Duration{1}, ""});
  }

  // Log time goes on to `wanted`, or by the least there is.
  Time pass(Time wanted) { return now_ = std::max(at_.ts + Duration{1}, wanted); }
  Time now() const { return now_; }
  Uuid fresh(Time at) { return uuid7(at, static_cast<std::uint16_t>(chance_.u64() & 0xfff), chance_.u64() >> 2); }
  template <class T>
  Id<T> fresh() { return {fresh(now_)}; }

  struct Said { AnyFact fact; std::int64_t version; };   // of its stream
  void commit(std::string_view ask, const Speaker& by, const Uuid& subject, std::int64_t subject_version, std::vector<Said> said) {
    Commit c;
    c.epoch = at_.epoch;
    c.writer = writer_;
    c.seq = at_.seq + 1;
    c.prev_chain = at_.chain;
    c.ts = now_;
    c.tenant = tenant_;
    c.command = Uuid{halves()};
    for (std::size_t n = 0; n < c.fingerprint.size(); n += 16) {
      const auto part = halves();
      std::copy(part.begin(), part.end(), c.fingerprint.begin() + static_cast<std::ptrdiff_t>(n));
    }
    c.principal = by.principal;
    c.member = by.member;
    c.ask = ask;
    c.subject = subject;
    c.subject_version = subject_version;
    for (const auto& [fact, version] : said) {
      auto& entry = c.facts.emplace_back(Entry{std::string(fact.type->wire), fact.stream(), version, now_, Origin::live, {}});
      const Sealing sealing{vault_, tenant_, entry.stream, entry.wire, [this](const Uuid& who) { return key_of(who); }};
      JsonWriter writer{entry.body};
      encode(*fact.type->shape, fact.value.get(), writer, &sealing);
    }
    facts_ += static_cast<std::int64_t>(said.size());
    append(std::move(c));
  }
  // Whose texts come no more: this keeps the map as small as what is going on.
  void forget_key(const Uuid& subject) { keys_.erase(subject); }
  std::optional<Uuid> known_key(const Uuid& subject) const {
    const auto known = keys_.find(subject);
    return known == keys_.end() ? std::nullopt : std::optional{known->second};
  }
  void know_key(const Uuid& subject, const Uuid& key) { keys_[subject] = key; }

  std::int64_t facts() const { return facts_; }
  std::int64_t records() const { return records_; }
  std::int64_t bytes() const { return bytes_; }

 private:
  std::array<std::uint8_t, 16> halves() {
    std::array<std::uint8_t, 16> out;
    const std::uint64_t two[2] = {chance_.u64(), chance_.u64()};
    std::memcpy(out.data(), two, sizeof two);
    return out;
  }
  Uuid key_of(const Uuid& subject) {
    if (const auto known = keys_.find(subject); known != keys_.end()) return known->second;
    auto key = vault_.fresh_key();
    for (; !key; key = vault_.fresh_key()) std::this_thread::sleep_for(std::chrono::microseconds{50});
    return keys_[subject] = *key;
  }
  void append(const Record& record) {
    auto bytes = encode(partition_, record);
    if (!accept(at_, partition_, next_++, record, bytes)) throw std::logic_error("a record of mine is not accepted");
    ++records_;
    bytes_ += static_cast<std::int64_t>(bytes.size());
    announced_.wait_for_room(bytes.size());
    journal_.append(partition_, std::move(bytes));
  }

  const Uuid tenant_;
  const Partition partition_;
  Chance& chance_;
  Announced announced_;
  segments::SegmentJournal journal_;
  SystemRandom random_;
  FileVault vault_;
  Uuid writer_;
  Accepted at_;
  Offset next_ = 0;
  Time now_{};
  std::unordered_map<Uuid, Uuid> keys_;
  std::int64_t facts_ = 0, records_ = 0, bytes_ = 0;
};

}  // namespace millrace::bench
