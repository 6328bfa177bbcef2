// Figures about the process, in Prometheus' names (OpenTelemetry HTTP conventions) for /metrics, and the log. Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "schemas/text/trace_context.hpp"

namespace millrace {

class Metrics {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  using Durations = std::function<void(std::chrono::steady_clock::duration)>;

  explicit Metrics(std::string log_file);                 // JSON lines; empty: standard error
  ~Metrics();

  Instant now() const;
  void request(const std::string& method, const std::string& route, int status, Instant began);
  // A figure that is read when somebody asks for it. One that is called …_total only grows, and is a counter there (prometheus.io/docs/practices/naming).
  void gauge(std::string name, std::string help, std::function<double()> value);
  // Durations in steps of a tenth from 1 µs to 20 s, fine enough for medians: one more of that name, told apart by label and value.
  // What comes back keeps one.
  Durations durations(const std::string& name, const std::string& help, std::pair<std::string, std::string> label);
  // Values in those steps: likewise.
  std::function<void(double)> values(const std::string& name, const std::string& help, std::pair<std::string, std::string> label, std::vector<double> steps);
  std::string text() const;                               // exposition format 0.0.4

  void log(std::string_view message);
  void log_error(std::string_view message);
  void log_error(std::string_view message, const TraceContext&);   // … of the request that it is about
  // Hears of each error that is logged from then on, on the thread that logs it. `of`: the request that it is about, or null.
  void on_error(std::function<void(std::string_view message, const TraceContext* of)>);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace millrace
