#include "infra/egress/http_client.hpp"

#include <algorithm>

#include "infra/egress/transfers.hpp"

namespace millrace {

struct HttpClient::Transfer final : millrace::Transfer {
  Outgoing request;
  Then then;
  std::size_t max_bytes = 0;
  Incoming answer = {};
  std::uint64_t uploaded = 0;
  std::string stopped = {};                                            // why we have ended it ourselves

  static std::size_t give_body(char* to, std::size_t, std::size_t room, void* self) {
    auto& t = *static_cast<Transfer*>(self);
    try {
      const auto bytes = t.request.upload->read(t.uploaded, std::min<std::uint64_t>(room, t.request.upload->size - t.uploaded));
      t.uploaded += bytes.size();
      return bytes.copy(to, room);
    } catch (const std::exception& e) {
      t.stopped = e.what();
      return CURL_READFUNC_ABORT;
    }
  }
  static std::size_t take_body(char* data, std::size_t, std::size_t n, void* self) {
    auto& t = *static_cast<Transfer*>(self);
    if (t.request.download && t.status() / 100 == 2) try {
        t.request.download({data, n});
        return n;
      } catch (const std::exception& e) {
        t.stopped = e.what();
        return 0;
      }
    if (t.answer.body.size() + n > t.max_bytes) return 0;              // libcurl fails the transfer
    t.answer.body.append(data, n);
    return n;
  }
  static std::size_t take_header(char* data, std::size_t, std::size_t n, void* self) {
    auto& t = *static_cast<Transfer*>(self);
    std::string line(data, n);
    const auto colon = line.find(':');
    if (colon == line.npos) return n;
    auto name = line.substr(0, colon), value = line.substr(colon + 1);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    value.erase(0, std::min(value.find_first_not_of(" \t"), value.size()));
    value.erase(value.find_last_not_of(" \t\r\n") + 1);
    t.answer.headers[name] = value;
    return n;
  }
  void upload() {
    set(CURLOPT_UPLOAD, 1L);                                           // PUT
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.upload->size));
    set(CURLOPT_READFUNCTION, &Transfer::give_body);
    set(CURLOPT_READDATA, this);
  }
  void ended(CURLcode code) override {
    if (code == CURLE_OK) answer.status = static_cast<int>(status());
    else answer.why = stopped.empty() ? why(code) : stopped;
    then(std::move(answer));
  }
};

struct HttpClient::Engine {
  int timeout_ms;
  std::size_t max_bytes;
  Transfers transfers = {};
};

HttpClient::HttpClient(int timeout_ms, std::size_t max_answer_bytes) : engine_(new Engine{timeout_ms, max_answer_bytes}) {}

HttpClient::~HttpClient() = default;

void HttpClient::start(Outgoing request, Then then) {
  auto t = std::make_unique<Transfer>();
  t->request = std::move(request);
  t->then = std::move(then);
  t->max_bytes = engine_->max_bytes;
  for (const auto& line : t->request.headers) t->add_header(line);
  t->add_header("Expect:");                                            // no round trip before the body
  t->set(CURLOPT_URL, t->request.url.c_str());
  t->set(CURLOPT_PROTOCOLS_STR, "http,https");
  t->set(CURLOPT_WRITEFUNCTION, &Transfer::take_body);
  t->set(CURLOPT_WRITEDATA, t.get());
  t->set(CURLOPT_HEADERFUNCTION, &Transfer::take_header);
  t->set(CURLOPT_HEADERDATA, t.get());
  if (t->request.method == "HEAD") t->set(CURLOPT_NOBODY, 1L);
  else if (t->request.upload) t->upload();
  else if (t->request.method != "GET") t->body(t->request.method, t->request.body);
  engine_->transfers.begin(std::move(t), engine_->timeout_ms);
}

std::size_t HttpClient::under_way() const { return engine_->transfers.under_way(); }

void HttpClient::wait(int at_most_ms) { engine_->transfers.wait(at_most_ms); }

void HttpClient::wake() { engine_->transfers.wake(); }

Incoming HttpClient::call(Outgoing request) {
  Incoming answer;
  bool came = false;
  start(std::move(request), [&](Incoming a) {
    answer = std::move(a);
    came = true;
  });
  while (!came) wait(1000);
  return answer;
}

}  // namespace millrace
