#include "infra/runtime/telemetry_outlets.hpp"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <iterator>

#include "gateways/core/record_view.hpp"
#include "schemas/digest.hpp"
#include "schemas/json/codec.hpp"

namespace millrace {

namespace {

constexpr std::size_t file_bytes = 1 << 20, files = 3;

std::shared_ptr<spdlog::logger> log_of_pages(const std::filesystem::path& file) {
  auto log = std::make_shared<spdlog::logger>("pages", std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.string(), file_bytes, files));
  log->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","body":%v})", spdlog::pattern_time_type::utc);
  log->flush_on(spdlog::level::info);
  return log;
}

// As infra/deploy ends the name of a release; empty where the program cannot be read. It is read once, and again by nobody.
std::string own_release() {
  static const std::string release = [] {
    std::ifstream program{"/proc/self/exe", std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{program}, {}};
    const auto digest = sha256(bytes);
    return bytes.empty() ? std::string{} : hexadecimal(raw(digest).substr(0, 4));
  }();
  return release;
}

}  // namespace

Telemetry::Outlets telemetry_outlets(Metrics& metrics, const std::filesystem::path& file) {
  using operations::Vital;
  const std::vector<double> seconds{0.05, 0.1, 0.2, 0.35, 0.5, 0.8, 1.2, 1.8, 2.5, 4, 6, 10, 20}, shifts{0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1};
  std::map<Vital, std::function<void(double)>> waits;
  for (const auto& [vital, name] : {std::pair{Vital::LCP, "LCP"}, {Vital::INP, "INP"}, {Vital::TTFB, "TTFB"}, {Vital::FCP, "FCP"}})
    waits[vital] = metrics.values("millrace_page_wait_seconds", "How long people wait for pages (web.dev/vitals)", {"vital", name}, seconds);
  auto shift = metrics.values("millrace_page_layout_shift", "How much pages move while they load (web.dev/cls)", {"vital", "CLS"}, shifts);
  Telemetry::Outlets outlets;
  outlets.measured = [waits = std::move(waits), shift = std::move(shift)](Vital vital, std::int64_t value) {
    const auto thousandth = static_cast<double>(value) / 1000;
    if (const auto known = waits.find(vital); known != waits.end()) known->second(thousandth);
    else shift(thousandth);
  };
  outlets.release = &own_release;
  if (!file.empty()) outlets.went_wrong = [log = log_of_pages(file)](const operations::FaultShown& fault) { log->info(to_json(fault)); };
  return outlets;
}

}  // namespace millrace
