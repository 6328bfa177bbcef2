// What is parked in PostgreSQL, and trying again.
#include <algorithm>
#include <fmt/format.h>

#include "infra/postgres/sql_runner_thread.hpp"

namespace millrace {

namespace {

bool same(const ParkedBusiness& a, const ParkedBusiness& b) { return a.projection == b.projection && a.business == b.business; }

}  // namespace

std::vector<ParkedBusiness> SqlRunnerThread::parked() const {
  const std::lock_guard lock{mutex_};
  return parked_;
}

std::future<RetryReport> SqlRunnerThread::retry(Which which) {
  auto r = std::make_shared<Retry>();
  r->which = std::move(which);
  auto out = r->done.get_future();
  {
    const std::lock_guard lock{mutex_};
    if (state_.how != SqlState::How::running) {
      r->done.set_value({{}, {}, "PostgreSQL is away, or its tables are kept by another process: " + state_.why});
      return out;
    }
    retries_.push_back(std::move(r));
    grown_ = true;
  }
  wake_.notify_all();
  return out;
}

// Each is tried once, whatever becomes of it: none may hold up what comes after.
bool SqlRunnerThread::do_retries(SqlRunner& runner) {
  for (;;) {
    std::shared_ptr<Retry> next;
    {
      const std::lock_guard lock{mutex_};
      if (retries_.empty()) return true;
      next = retries_.front();
      retries_.pop_front();
    }
    bool lost = false;
    try {
      auto report = retried(runner, next->which, lost);
      tell_parked(runner);
      next->done.set_value(std::move(report));
    } catch (const std::exception& e) {
      next->done.set_value({{}, {}, e.what()});
      throw;
    }
    if (lost) return false;
  }
}

RetryReport SqlRunnerThread::retried(SqlRunner& runner, const Which& which, bool& lost) {
  RetryReport report;
  const auto all = runner.generations();               // as they stood before
  for (const auto& g : all)
    for (const auto& [tenant, parking] : g.parked) {
      const ParkedBusiness business{g.table->view, tenant, parking.position, parking.why};
      if (which && *which != std::pair{business.projection, tenant}) continue;
      const auto done = runner.retry(*g.table, g.number, tenant, scan());
      if (lost = done.lost; lost) return {{}, {}, "another process keeps these tables now"};
      report.tried.push_back(business);
      if (done.still) report.still.push_back({business.projection, tenant, done.still->position, done.still->why});
    }
  return report;
}

// Also a line in the log for each that was not there before.
void SqlRunnerThread::tell_parked(const SqlRunner& runner) {
  std::vector<ParkedBusiness> now;
  for (const auto& g : runner.generations())
    for (const auto& [tenant, parking] : g.parked) {
      ParkedBusiness business{g.table->view, tenant, parking.position, parking.why};
      if (std::none_of(now.begin(), now.end(), [&](const auto& b) { return same(b, business); })) now.push_back(std::move(business));
    }
  std::vector<ParkedBusiness> before;
  {
    const std::lock_guard lock{mutex_};
    before = std::exchange(parked_, now);
    state_.parked = static_cast<std::int64_t>(now.size());
  }
  for (const auto& b : now)
    if (options_.log && std::none_of(before.begin(), before.end(), [&](const auto& was) { return same(was, b); }))
      options_.log(fmt::format("PostgreSQL cannot take a record of business {}, so it is parked in {} from position {} of partition {} on, and its"
                               " lists say so; millrace parked retry goes on with it. {}",
                               to_string(b.business), b.projection, b.position, partition_of(b.business), b.why));
}

}  // namespace millrace
