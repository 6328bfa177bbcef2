#include "infra/main/copy_records.hpp"

#include <fmt/format.h>

#include <chrono>
#include <future>

namespace millrace {

namespace {

constexpr std::chrono::seconds brokers_answer{30};

// Until the journal knows of all that any process had written there at the call.
void reach_end(Journal& journal, Partition p) {
  const auto reached = std::make_shared<std::promise<void>>();
  journal.reach_end(p, [reached] { reached->set_value(); });
  if (reached->get_future().wait_for(brokers_answer) == std::future_status::timeout)
    throw NotCopied(fmt::format("partition {}: the brokers do not say where it ends; the same command goes on where this one stopped", p));
}

bool same_head(const Journal& from, const Journal& to, Partition p, Offset until) {
  const auto head = head_of(from, p, until);
  try {
    return head_of(to, p, until) == head;
  } catch (const NotCopied&) {                         // what is no record there is not the source's
    return false;
  }
}

}  // namespace

Head head_of(const Journal& journal, Partition p, Offset until) {
  Head head;
  if (until == 0) return head;
  journal.scan(p, 0, [&](const Stored& stored) {
    const auto decoded = decode(p, stored.bytes);
    const auto* record = std::get_if<Record>(&decoded);
    if (!record) throw NotCopied(fmt::format("partition {}, offset {}: {}", p, stored.offset, std::get<Undecodable>(decoded).why));
    accept(head.accepted, p, stored.offset, *record, stored.bytes);
    head.bytes = next_chain(head.bytes, stored.bytes);
    return ++head.records < until;
  });
  return head;
}

void Appends::check() const {
  if (!wrong_.empty()) throw NotCopied(wrong_);
}

void Appends::append(Journal& to, Partition p, Offset offset, std::string bytes) {
  {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return bytes_ < most_bytes || !wrong_.empty(); });
    check();
    bytes_ += bytes.size();
    ++records_;
    expected_[static_cast<std::size_t>(p)].push_back(offset);
  }
  to.append(p, std::move(bytes));
}

void Appends::wait() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return records_ == 0 || !wrong_.empty(); });
  check();
}

void Appends::on_appended(std::vector<Stored> group) {
  const std::lock_guard lock{mutex_};
  for (const auto& stored : group) {
    auto& expected = expected_[static_cast<std::size_t>(stored.partition)];
    if (expected.empty() || expected.front() != stored.offset)
      wrong_ = fmt::format("partition {}: a record lies at offset {}, where another process has written before it: stop every server of this journal, and repeat", stored.partition, stored.offset);
    if (!expected.empty()) expected.pop_front();
    bytes_ -= stored.bytes.size();
    --records_;
  }
  changed_.notify_all();
}

void Appends::on_append_failed(Partition p, const std::string& why) {
  const std::lock_guard lock{mutex_};
  wrong_ = fmt::format("partition {} could not be written: {}; the same command goes on where this one stopped", p, why);
  changed_.notify_all();
}

Copied copy_records(const Journal& from, Journal& to, Appends& appends, const std::function<void(Partition)>& progress) {
  Copied copied;
  auto& ends = copied.ends;
  for (Partition p = 0; p < partitions; ++p) {         // nothing is written before all has been found to fit
    const auto end = ends[static_cast<std::size_t>(p)] = from.end(p);
    const auto there = to.end(p);
    if (there > end || !same_head(from, to, p, there))
      throw NotEmpty(fmt::format("the target is not empty: its partition {} has {} records that are not the first ones of the source", p, there));
    copied.already_there += there;
  }
  for (Partition p = 0; p < partitions; ++p) {
    const auto end = ends[static_cast<std::size_t>(p)];
    if (const auto there = to.end(p); there < end)
      from.scan(p, there, [&](const Stored& stored) {
        appends.append(to, p, stored.offset, stored.bytes);
        ++copied.records;
        return stored.offset + 1 < end;
      });
    if (progress) progress(p);
  }
  appends.wait();
  for (Partition p = 0; p < partitions; ++p) {
    const auto end = ends[static_cast<std::size_t>(p)];
    if (to.end(p) != end || !same_head(from, to, p, end))
      throw NotCopied(fmt::format("partition {} of the copy is not what the source is: remove the copy and repeat", p));
  }
  return copied;
}

void check_unchanged(Journal& from, const Copied& copied) {
  for (Partition p = 0; p < partitions; ++p) reach_end(from, p);
  for (Partition p = 0; p < partitions; ++p)
    if (from.end(p) != copied.ends[static_cast<std::size_t>(p)])
      throw NotCopied(fmt::format("partition {} has gone on while it was copied: stop every server of this journal, and repeat the same command, which "
                                  "goes on where this one stopped", p));
}

void fence_all(Journal& journal, Appends& appends, const Uuid& writer, Time now) {
  for (Partition p = 0; p < partitions; ++p) {
    reach_end(journal, p);
    const auto head = head_of(journal, p, journal.end(p));
    const auto incarnation = head.accepted.incarnation == Uuid{} ? journal.incarnation() : head.accepted.incarnation;
    appends.append(journal, p, head.records, encode(p, Fence{incarnation, head.accepted.epoch + 1, writer, std::max(now, head.accepted.ts), {}}));
  }
  appends.wait();
  for (Partition p = 0; p < partitions; ++p) {
    reach_end(journal, p);
    if (head_of(journal, p, journal.end(p)).accepted.writer != writer)
      throw NotCopied(fmt::format("another process takes partition {}: stop every server of this journal", p));
  }
}

}  // namespace millrace
