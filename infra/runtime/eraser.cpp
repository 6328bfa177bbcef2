#include "infra/runtime/eraser.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <future>

#include "commands/connect/connection/asks.hpp"
#include "commands/inbox/privacy/asks.hpp"
#include "projections/connect/connections.hpp"

namespace millrace {

namespace {

constexpr auto look_again = std::chrono::milliseconds{250};
constexpr std::size_t at_once = 256;                  // for all of them the store is compacted once

template <class Bytes>
std::string hex(const Bytes& bytes) { return fmt::format("{:02x}", fmt::join(bytes, "")); }

}  // namespace

Eraser::Eraser(Parts parts) : parts_(std::move(parts)), key_(signing_seed(parts_.services.vault, label)), thread_([this] { run(); }) {}

Eraser::~Eraser() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Eraser::run() {
  while (true) {
    {
      std::unique_lock lock{mutex_};
      if (wake_.wait_for(lock, look_again, [this] { return stopping_; })) return;
    }
    try {
      if (!parts_.mill.serving()) continue;
      forget_days();
      auto jobs = running();
      if (jobs.empty()) expire();
      std::erase_if(jobs, [this](Job& job) { return !begin(job); });
      std::uint64_t mark = 0;
      for (const auto& job : jobs) mark = std::max(mark, begun_.at(job.row.id.value).mark);
      if (jobs.empty() || !parts_.compact(mark)) continue;       // for all of them at once
      for (const auto& job : jobs) finish(job);
      said_.clear();
    } catch (const std::exception& e) {
      if (said_ != e.what()) parts_.log(fmt::format("an erasure waits: {}", e.what()));
      said_ = e.what();
    }
  }
}

// So many at a time: their erasures come to their end before the next ones begin.
void Eraser::expire() {
  auto commands = sweep_.due(*parts_.mill.snapshot(), parts_.services.now(), [this](Partition p) { return parts_.mill.owns(p); }, at_once);
  std::vector<std::pair<Uuid, std::promise<bool>>> put(commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i) {
    put[i].first = commands[i].tenant;
    parts_.mill.submit(std::move(commands[i]), [&taken = put[i].second](Outcome outcome) { taken.set_value(!std::holds_alternative<NotNow>(outcome)); });
  }
  for (auto& [tenant, taken] : put)
    if (!taken.get_future().get()) sweep_.missed(tenant);
}

// Those of the partitions that this process decides for. The snapshot is let go before anything is compacted.
std::vector<Eraser::Job> Eraser::running() {
  std::vector<Job> all;
  for (const auto& listed : parts_.mill.snapshot()->list(lookup_of<privacy::Erasures>(), privacy::Erasures::running, {}, {{}, {}, false, at_once})) {
    const auto tenant = uuid_of(std::string_view(listed.place).substr(listed.place.size() - 32));   // then the row's key
    const auto& row = *static_cast<const privacy::ErasureRow*>(listed.row.row.get());
    if (!told_.contains(row.id.value) && parts_.mill.owns(partition_of(tenant))) all.push_back({tenant, row});
  }
  return all;
}

// The store's newest state holds no such text any more, and so no file that is made from now on does. Each step may be done again. False:
// PostgreSQL has not come to that record.
bool Eraser::begin(Job& job) {
  job.key = parts_.subject_key(job.tenant, job.row.subject_id);
  auto begun = begun_.find(job.row.id.value);
  if (begun == begun_.end()) {
    if (job.key) parts_.destroy(*job.key);
    parts_.forget_files(job.tenant);
    begun = begun_.emplace(job.row.id.value, Begun{parts_.mark()}).first;
  }
  auto& left = begun->second.left_in_sql;
  if (!left && parts_.left_in_sql) left = parts_.left_in_sql(job.tenant, job.row.subject_id, job.row.erased_position);
  return left || !parts_.left_in_sql;
}

void Eraser::finish(const Job& job) {
  const auto in_store = parts_.left_in_store(job.tenant, job.row.subject_id), in_sql = begun_.at(job.row.id.value).left_in_sql.value_or(0);
  if (in_store || in_sql) begun_.erase(job.row.id.value);        // it is done from the beginning
  if (in_store || in_sql) throw std::runtime_error(fmt::format("of {}, texts are left: {} in the local store, {} in PostgreSQL", to_string(job.row.id), in_store, in_sql));
  if (!recorded(job.tenant, job.row.id.value, statement(job))) return;   // at the next look
  told_.insert(job.row.id.value);
  begun_.erase(job.row.id.value);
}

bool Eraser::recorded(const Uuid& tenant, const Uuid& id, AnyAsk ask) {
  Command command;
  command.id = uuid_of(raw(sha256("erasure done", id.raw())));
  command.fingerprint = sha256(command.id.raw());
  command.tenant = tenant;
  command.principal.kind = PrincipalKind::system;
  command.ask = std::move(ask);
  std::promise<bool> taken;
  parts_.mill.submit(std::move(command), [&](Outcome outcome) { taken.set_value(std::holds_alternative<Done>(outcome) || std::holds_alternative<Known>(outcome)); });
  return taken.get_future().get();
}

void Eraser::forget_days() {
  const auto snapshot = parts_.mill.snapshot();
  for (const auto& listed : snapshot->list(lookup_of<connection::ForgottenDays>(), connection::ForgottenDays::waiting, {}, {{}, {}, false, at_once})) {
    const auto tenant = uuid_of(std::string_view(listed.place).substr(listed.place.size() - 32));   // then the row's key
    const auto& id = static_cast<const connection::ForgottenDay*>(listed.row.row.get())->id;
    if (told_.contains(id.value) || !parts_.mill.owns(partition_of(tenant))) continue;
    if (const auto key = parts_.subject_key(tenant, id.value)) parts_.destroy(*key);
    if (recorded(tenant, id.value, AnyAsk::of(connection::FinishForgetting{id}))) told_.insert(id.value);
  }
}

// Lines of name=value, so that whoever keeps it can read it without us.
AnyAsk Eraser::statement(const Job& job) const {
  const auto& [tenant, row, key] = job;
  const auto now = parts_.services.now();
  const auto topics_until = row.asked_at + topics_kept;
  std::string text = "millrace erasure certificate 1\n";
  const auto say = [&](std::string_view name, std::string_view value) { ((text += name) += '=') += value; text += '\n'; };
  say("business", to_string(tenant));
  say("subject", to_string(row.subject_id));
  say("erasure", to_string(row.id));
  say("asked_at", to_rfc3339(row.asked_at));
  if (row.after_days) say("because", fmt::format("nothing had been heard of the subject for {} days: the retention that the business has set", *row.after_days));
  say("done_at", to_rfc3339(now));
  say("incarnation", to_string(parts_.incarnation));
  say("partition", std::to_string(partition_of(tenant)));
  say("position", std::to_string(row.erased_position));
  say("key", key ? to_string(*key) + " destroyed" : "none: nothing was ever sealed for this subject");
  say("cleared", "local store, its lists, live feed; tables and search in PostgreSQL; answers to earlier requests; captured mail; exports");
  say("texts_left_in_local_store", "0");
  say("texts_left_in_postgresql", parts_.left_in_sql ? "0" : "not configured");
  say("public_topics_until", parts_.public_topics ? to_rfc3339(topics_until) : "not configured");
  say("key_backups_until", to_rfc3339(row.asked_at + key_backups_kept));
  const auto signature = key_.sign(text);
  return AnyAsk::of(privacy::FinishErasure{row.id, std::move(text), hex(key_.public_key()), hex(signature), topics_until});
}

}  // namespace millrace
