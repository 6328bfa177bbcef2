#include "infra/runtime/spans.hpp"

#include "infra/egress/http_client.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {

namespace {

constexpr int answer_ms = 5'000;
constexpr int of_server = 2, failed = 2;                 // SPAN_KIND_SERVER, STATUS_CODE_ERROR

std::string nanoseconds(std::chrono::system_clock::time_point at) {
  return std::to_string(std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count());
}

void attribute(JsonWriter& out, std::string_view key, std::string_view type, std::string_view value) {
  out.begin_object().key("key").text(key).key("value").begin_object().key(type).text(value).end_object().end_object();
}

// 64-bit numbers are text in the JSON of Protocol Buffers; ids are hexadecimal in that of OTLP.
void write(JsonWriter& out, const Span& span) {
  out.begin_object().key("traceId").text(trace_id(span.context.trace)).key("spanId").text(span_id(span.context.span));
  if (span.parent) out.key("parentSpanId").text(span_id(span.parent));
  out.key("name").text(span.method + ' ' + span.route).key("kind").integer(of_server);
  out.key("startTimeUnixNano").text(nanoseconds(span.began)).key("endTimeUnixNano").text(nanoseconds(span.ended));
  out.key("attributes").begin_array();
  attribute(out, "http.request.method", "stringValue", span.method);
  attribute(out, "http.route", "stringValue", span.route);
  attribute(out, "http.response.status_code", "intValue", std::to_string(span.status));
  out.end_array();
  if (span.status >= 500) out.key("status").begin_object().key("code").integer(failed).end_object();
  out.end_object();
}

}  // namespace

Spans::Spans(Options options, Metrics& metrics) : options_(std::move(options)), metrics_(metrics) {
  const auto show = [&](const char* name, const char* help, std::int64_t Spans::*figure) {
    metrics_.gauge(name, help, [this, figure] {
      const std::lock_guard lock{mutex_};
      return double(this->*figure);
    });
  };
  show("millrace_spans_sent", "Spans that were sent", &Spans::sent_);
  show("millrace_spans_dropped", "Spans that could not be sent", &Spans::dropped_);
  thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

Spans::~Spans() = default;

void Spans::keep(Span span) {
  if (!span.context.sampled) return;
  const std::lock_guard lock{mutex_};
  if (waiting_.size() >= options_.most_waiting) ++dropped_;
  else waiting_.push_back(std::move(span));
  if (waiting_.size() == options_.at_once) wake_.notify_one();
}

void Spans::run(const std::stop_token& stop) {
  for (bool last = false; !last;) {
    std::vector<Span> spans;
    {
      std::unique_lock lock{mutex_};
      wake_.wait_for(lock, stop, options_.every, [&] { return waiting_.size() >= options_.at_once; });
      last = stop.stop_requested();
      spans.swap(waiting_);
    }
    for (std::size_t from = 0; from < spans.size(); from += options_.at_once)
      send({spans.begin() + static_cast<std::ptrdiff_t>(from), spans.begin() + static_cast<std::ptrdiff_t>(std::min(from + options_.at_once, spans.size()))});
  }
}

void Spans::send(const std::vector<Span>& spans) {
  HttpClient client{answer_ms};
  const auto answer = client.call({.method = "POST", .url = options_.endpoint + "/v1/traces", .headers = {"Content-Type: application/json"}, .body = body_of(spans)});
  const bool taken = answer.status / 100 == 2;
  const auto trouble = taken ? std::string{} : answer.status ? "it answers " + std::to_string(answer.status) : answer.why;
  const std::lock_guard lock{mutex_};
  (taken ? sent_ : dropped_) += static_cast<std::int64_t>(spans.size());
  if (trouble != trouble_) metrics_.log(trouble.empty() ? "spans are taken again" : "spans are not taken by " + options_.endpoint + ": " + trouble);
  trouble_ = trouble;
}

std::string Spans::body_of(const std::vector<Span>& spans) {
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("resourceSpans").begin_array().begin_object();
  out.key("resource").begin_object().key("attributes").begin_array();
  attribute(out, "service.name", "stringValue", "millrace");
  out.end_array().end_object();
  out.key("scopeSpans").begin_array().begin_object().key("scope").begin_object().key("name").text("millrace").end_object();
  out.key("spans").begin_array();
  for (const auto& span : spans) write(out, span);
  out.end_array().end_object().end_array().end_object().end_array().end_object();
  return body;
}

}  // namespace millrace
