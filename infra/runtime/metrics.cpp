#include "infra/runtime/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <map>
#include <mutex>
#include <tuple>

#include "schemas/json/writer.hpp"

namespace millrace {

struct Metrics::Impl {
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
  prometheus::Family<prometheus::Histogram>* requests = nullptr;
  std::mutex mutex;
  std::map<std::tuple<std::string, std::string, int>, prometheus::Histogram*> known;
  std::map<std::string, prometheus::Family<prometheus::Histogram>*> fine;
  struct Asked { std::function<void(double)> set; std::function<double()> value; };
  std::vector<Asked> asked;
  std::shared_ptr<spdlog::logger> log;
  std::shared_ptr<const std::function<void(std::string_view, const TraceContext*)>> hears;

  void tell(std::string_view message, const TraceContext* of) {
    std::shared_ptr<const std::function<void(std::string_view, const TraceContext*)>> who;
    {
      const std::lock_guard lock{mutex};
      who = hears;
    }
    if (who) (*who)(message, of);
  }
};

Metrics::Metrics(std::string log_file) : impl_(std::make_unique<Impl>()) {
  spdlog::sink_ptr sink;
  if (log_file.empty()) sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  else sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(log_file);
  impl_->log = std::make_shared<spdlog::logger>("millrace", std::move(sink));
  impl_->log->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","severity_text":"%l","body":%v})", spdlog::pattern_time_type::utc);
  impl_->log->flush_on(spdlog::level::info);
  impl_->requests = &prometheus::BuildHistogram()
                         .Name("http_server_request_duration_seconds")
                         .Help("From the request's last byte to its answer")
                         .Register(*impl_->registry);
}
Metrics::~Metrics() = default;

Metrics::Instant Metrics::now() const { return std::chrono::steady_clock::now(); }

void Metrics::request(const std::string& method, const std::string& route, int status, Instant began) {
  const auto seconds = std::chrono::duration<double>(now() - began).count();
  const std::lock_guard lock{impl_->mutex};
  auto& histogram = impl_->known[{method, route, status}];
  if (!histogram)
    histogram = &impl_->requests->Add(
        {{"http_request_method", method}, {"http_route", route}, {"http_response_status_code", std::to_string(status)}},
        prometheus::Histogram::BucketBoundaries{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10});
  histogram->Observe(seconds);
}

void Metrics::gauge(std::string name, std::string help, std::function<double()> value) {
  std::function<void(double)> set;
  if (name.ends_with("_total")) {
    auto& counter = prometheus::BuildCounter().Name(name).Help(help).Register(*impl_->registry).Add({});
    set = [&counter](double now) { counter.Increment(now - counter.Value()); };
  } else {
    set = [&gauge = prometheus::BuildGauge().Name(name).Help(help).Register(*impl_->registry).Add({})](double now) { gauge.Set(now); };
  }
  const std::lock_guard lock{impl_->mutex};
  impl_->asked.push_back({std::move(set), std::move(value)});
}

Metrics::Durations Metrics::durations(const std::string& name, const std::string& help, std::pair<std::string, std::string> label) {
  prometheus::Histogram::BucketBoundaries steps;
  for (double seconds = 1e-6; seconds < 20; seconds *= 1.1) steps.push_back(seconds);
  return [keep = values(name, help, std::move(label), std::move(steps))](std::chrono::steady_clock::duration took) { keep(std::chrono::duration<double>(took).count()); };
}

std::function<void(double)> Metrics::values(const std::string& name, const std::string& help, std::pair<std::string, std::string> label, std::vector<double> steps) {
  const std::lock_guard lock{impl_->mutex};
  auto& family = impl_->fine[name];
  if (!family) family = &prometheus::BuildHistogram().Name(name).Help(help).Register(*impl_->registry);
  auto& histogram = family->Add({std::move(label)}, std::move(steps));
  return [&histogram](double value) { histogram.Observe(value); };
}

std::string Metrics::text() const {
  {
    const std::lock_guard lock{impl_->mutex};
    for (const auto& [set, value] : impl_->asked) set(value());
  }
  return prometheus::TextSerializer{}.Serialize(impl_->registry->Collect());
}

namespace {
std::string quoted(std::string_view message) {
  std::string out;
  append_quoted(out, message);
  return out;
}
}  // namespace

void Metrics::log(std::string_view message) { impl_->log->info(quoted(message)); }
void Metrics::log_error(std::string_view message) {
  impl_->log->error(quoted(message));
  impl_->tell(message, nullptr);
}
void Metrics::log_error(std::string_view message, const TraceContext& of) {
  impl_->log->error(fmt::format(R"({},"trace_id":"{}","span_id":"{}")", quoted(message), trace_id(of.trace), span_id(of.span)));
  impl_->tell(message, &of);
}
void Metrics::on_error(std::function<void(std::string_view, const TraceContext*)> hears) {
  const std::lock_guard lock{impl_->mutex};
  impl_->hears = std::make_shared<const std::function<void(std::string_view, const TraceContext*)>>(std::move(hears));
}

}  // namespace millrace
