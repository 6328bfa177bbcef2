// Spans of requests on their way to whoever collects them, as OTLP/HTTP with JSON (OpenTelemetry Protocol 1.3, §OTLP/HTTP; semantic conventions for
// HTTP 1.27). What cannot be sent is dropped and counted: nothing waits for it, and nothing depends on it.
#pragma once

#include <condition_variable>
#include <thread>

#include "infra/runtime/metrics.hpp"
#include "schemas/text/trace_context.hpp"

namespace millrace {

struct Span {
  TraceContext context;                                  // its own
  std::uint64_t parent = 0;                              // 0: it has none
  std::string method, route;
  int status = 0;
  std::chrono::system_clock::time_point began{}, ended{};
};

class Spans {
 public:
  struct Options {
    std::string endpoint;                                // "http://127.0.0.1:4318"; spans go to <endpoint>/v1/traces
    std::size_t most_waiting = 8192, at_once = 512;
    std::chrono::milliseconds every{2000};
  };
  // A thread of its own. `metrics` outlives it.
  Spans(Options, Metrics& metrics);
  // Sends what waits, once.
  ~Spans();
  // Any thread; never waits. Whoever began a trace may have said that it is not kept.
  void keep(Span);

  // The request's body; for the tests.
  static std::string body_of(const std::vector<Span>&);

 private:
  void run(const std::stop_token&);
  void send(const std::vector<Span>&);

  const Options options_;
  Metrics& metrics_;
  mutable std::mutex mutex_;                             // guards what follows
  std::vector<Span> waiting_;
  std::int64_t sent_ = 0, dropped_ = 0;
  std::string trouble_;                                  // that the log has heard of
  std::condition_variable_any wake_;
  std::jthread thread_;                                  // last: it uses all the others
};

}  // namespace millrace
