// What pages tell of how they do: how long people wait (Core Web Vitals, web.dev/vitals) and what goes wrong in them; and what goes wrong in this
// process. Kept in memory, so much of it and no more, for the operator; nothing of it is anybody's history. Thread-safe.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "domain/core/bound.hpp"
#include "domain/core/time.hpp"
#include "gateways/core/limits.hpp"

namespace millrace {

namespace operations {

enum class Vital { LCP, INP, CLS, TTFB, FCP };
BOOST_DESCRIBE_ENUM(Vital, LCP, INP, CLS, TTFB, FCP)

struct Measured {
  static constexpr Bounded bounds[] = {{"value", {0, 3'600'000}, By::edge, {}, "milliseconds; of CLS thousandths"}, {"route", {1, 300}, By::edge, {}, "as the page's table of routes has it: /inbox/$id"}};
  Vital name = Vital::LCP;
  std::int64_t value = 0;
  std::string route;
};
BOOST_DESCRIBE_STRUCT(Measured, (), (name, value, route))

struct Fault {
  static constexpr Bounded bounds[] = {{"message", {1, 2'000}}, {"stack", {0, 8'000}}, {"route", {1, 300}, By::edge, {}, "as the page's table of routes has it: /inbox/$id"}};
  std::string message;
  std::optional<std::string> stack;
  std::string route;
};
BOOST_DESCRIBE_STRUCT(Fault, (), (message, stack, route))

struct Report {
  static constexpr Bounded bounds[] = {{"release", {1, 100}}, {"vitals", {0, 50}}, {"errors", {0, 20}}};
  std::string release;                         // of the page's build
  std::optional<std::vector<Measured>> vitals;
  std::optional<std::vector<Fault>> errors;
};
BOOST_DESCRIBE_STRUCT(Report, (), (release, vitals, errors))

struct VitalShown {
  Vital name = Vital::LCP;
  std::string route;
  std::int64_t count = 0, p50 = 0, p75 = 0, p95 = 0;   // within a tenth
  std::int64_t good_to = 0;                    // what the 75th percentile should not go beyond
};
BOOST_DESCRIBE_STRUCT(VitalShown, (), (name, route, count, p50, p75, p95, good_to))

struct FaultShown {
  std::string message;
  std::optional<std::string> stack;            // of the first one
  std::string route, release;
  std::int64_t count = 0;
  Time first_at{}, last_at{};
};
BOOST_DESCRIBE_STRUCT(FaultShown, (), (message, stack, route, release, count, first_at, last_at))

// Where something went wrong in this process: an exception of a request, what was answered instead (5xx), a partition that is stopped or cannot be
// written to, a projection that is parked or cannot catch up, anything that works by itself.
enum class Trouble { request, answer, partition, projection, background };
BOOST_DESCRIBE_ENUM(Trouble, request, answer, partition, projection, background)

struct ServerFault {
  Trouble kind = Trouble::background;
  std::string message;                         // of an answer the type of its problem
  std::string route = {};                      // of an answer: "GET /tickets/{id}"
  std::optional<std::string> trace_id = {};    // of the request
};

struct ServerFaultShown {
  Trouble kind = Trouble::background;
  std::string message, route;
  std::string release;                         // the beginning of the program's SHA-256, with which a release of infra/deploy ends; empty: not known
  std::optional<std::string> trace_id;         // of the newest
  std::int64_t count = 0;
  Time first_at{}, last_at{};
};
BOOST_DESCRIBE_STRUCT(ServerFaultShown, (), (kind, message, route, release, trace_id, count, first_at, last_at))

struct TelemetryShown {
  Time since{};                                // the start of this process
  std::int64_t reports = 0, refused = 0;       // refused: too many from one place
  std::vector<VitalShown> vitals;
  std::vector<FaultShown> errors;              // of pages, the newest first
  std::vector<ServerFaultShown> server_errors; // likewise, of this process
};
BOOST_DESCRIBE_STRUCT(TelemetryShown, (), (since, reports, refused, vitals, errors, server_errors))

}  // namespace operations

class Telemetry {
 public:
  static constexpr std::size_t most_faults = 200, most_places = 300;
  static constexpr int of_stranger_a_minute = 20, of_person_a_minute = 120;

  // Where it goes on to; called with what is already without anything personal, on the caller's thread.
  struct Outlets {
    std::function<void(operations::Vital, std::int64_t value)> measured = {};
    std::function<void(const operations::FaultShown&)> went_wrong = {};   // the first time, and each tenfold
    std::function<std::string()> release = {};                            // asked when something went wrong here: which program this is
  };
  Telemetry(Time now, Outlets outlets) : since_(now), outlets_(std::move(outlets)) {}

  struct From { std::string who; bool signed_in = false; };
  // How long that one has to wait, when it tells too much; then nothing is kept.
  std::optional<Duration> take(const operations::Report&, const From&, Time now);
  // Something went wrong here. The same again is counted; beyond `most_faults` whatever was not heard of for the longest makes room.
  void take(const operations::ServerFault&, Time now);
  operations::TelemetryShown shown() const;

 private:
  // In steps of a tenth, from one to some 160,000.
  struct Counts {
    std::array<std::uint32_t, 128> steps{};
    std::int64_t count = 0;
    Time last_at{};
    void add(std::int64_t value);
    std::int64_t percentile(int of_hundred) const;
  };
  void take(const operations::Measured&, Time now);
  std::optional<operations::FaultShown> take(const operations::Fault&, const std::string& release, Time now);

  const Time since_;
  const Outlets outlets_;
  mutable std::mutex mutex_;                   // guards the next
  Rate strangers_{of_stranger_a_minute}, people_{of_person_a_minute};
  std::int64_t reports_ = 0, refused_ = 0;
  std::map<std::pair<operations::Vital, std::string>, Counts> vitals_;
  std::map<std::string, operations::FaultShown> faults_;   // by what makes them one: message, where, release
  std::map<std::string, operations::ServerFaultShown> server_faults_;   // likewise: kind, message, route
};

}  // namespace millrace
