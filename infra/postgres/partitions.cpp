#include "infra/postgres/partitions.hpp"

#include <fmt/format.h>

namespace millrace {

namespace {

// No key of this house is older; an id from outside may say anything, and must not make a thousand partitions.
constexpr Quarter first_quarter = (2020 - 1970) * 4;

// Quarters before this one ended longer ago than that.
Quarter months_before(Time now, int months) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(now)};
  const auto then = day.year() / day.month() - std::chrono::months{months};
  return quarter_of(Time{std::chrono::sys_days{then / 1}});
}

}  // namespace

void PgPartitions::add(const Generation& g, Quarter q, Again again) {
  auto name = g.table->partition(g.number, q);
  if (known_.contains(name)) return;
  const bool made = migrator_.add_partition(g, q);
  if (!made && log_) log_("PostgreSQL: " + name + " could not be made; its rows are kept with the rest of the table");
  if (made || again == Again::no) known_.insert(std::move(name));
}

void PgPartitions::make_room(const std::vector<TableWork>& work, Time now) {
  const auto last = quarter_of(now);
  for (const auto& w : work) {
    if (!w.generation->table->projection->by_time) continue;
    std::set<Quarter> quarters;
    for (const auto& write : w.writes)
      if (const auto q = quarter_of(write.place.key); q && write.row.row && *q >= first_quarter && *q <= last) quarters.insert(*q);
    for (const auto q : quarters) add(*w.generation, q, Again::no);        // they go with the rest now, and it has to be without
  }
}

bool PgPartitions::tend(const std::vector<Generation>& generations, Time now) {
  for (const auto& g : generations)
    if (g.table->projection->by_time)
      for (const auto q : {quarter_of(now), quarter_of(now) + 1}) add(g, q, Again::yes);
  if (cold_.name.empty()) return false;
  for (const auto& g : generations)
    if (g.table->projection->by_time && moved_one(g, months_before(now, cold_.after_months))) return true;
  return false;
}

// What readers have locked has its turn the next time. What takes too long would hold readers up each time: it is for people.
bool PgPartitions::moved_one(const Generation& g, Quarter before) {
  const auto log = [&](const std::string& line) {
    if (log_) log_("PostgreSQL: " + line);
  };
  for (const auto& piece : migrator_.pieces_outside(g, before, cold_.name)) {
    if (too_large_.contains(piece.name)) continue;
    try {
      migrator_.move(piece, cold_.name, cold_.timeout_ms);
      log(fmt::format("{} has moved to tablespace {}", piece.name, cold_.name));
      return true;
    } catch (const PgError& e) {
      if (e.kind == PgError::Kind::away) throw;
      if (e.kind != PgError::Kind::busy) {
        log(fmt::format("old partitions of {} stay where they are, which is tried again in an hour: {}", g.table->view, e.what()));
        return false;
      }
      if (e.sqlstate != "57014") continue;
      too_large_.insert(piece.name);
      log(fmt::format("{} does not move to tablespace {} within {} ms; move it when nobody reads: ALTER {} {} SET TABLESPACE {}",
                      piece.name, cold_.name, cold_.timeout_ms, piece.index ? "INDEX" : "TABLE", piece.name, cold_.name));
    }
  }
  return false;
}

}  // namespace millrace
