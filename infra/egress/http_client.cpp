#include "infra/egress/http_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>

namespace millrace {

namespace {

struct EasyFreed { void operator()(CURL* easy) const { curl_easy_cleanup(easy); } };
struct MultiFreed { void operator()(CURLM* multi) const { curl_multi_cleanup(multi); } };
struct ListFreed { void operator()(curl_slist* list) const { curl_slist_free_all(list); } };

void begin_once() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl could not be started");
  });
}

template <class T>
void set(CURL* easy, CURLoption option, T value) {
  if (const auto code = curl_easy_setopt(easy, option, value); code != CURLE_OK)
    throw std::runtime_error(std::string("libcurl: ") + curl_easy_strerror(code));
}

}  // namespace

struct HttpClient::Transfer {
  Outgoing request;
  Then then;
  std::size_t max_bytes = 0;
  std::unique_ptr<curl_slist, ListFreed> headers = {};
  Incoming answer = {};
  char error[CURL_ERROR_SIZE] = {};
  std::unique_ptr<CURL, EasyFreed> easy = {};              // last: it points at the others

  static std::size_t take_body(char* data, std::size_t, std::size_t n, void* self) {
    auto& t = *static_cast<Transfer*>(self);
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
};

struct HttpClient::Engine {
  int timeout_ms;
  std::size_t max_bytes;
  std::unique_ptr<CURLM, MultiFreed> multi{};
  std::map<CURL*, std::unique_ptr<Transfer>> transfers{};

  ~Engine() {
    for (const auto& [easy, transfer] : transfers) curl_multi_remove_handle(multi.get(), easy);
  }
  std::vector<std::unique_ptr<Transfer>> finished() {
    std::vector<std::unique_ptr<Transfer>> out;
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const auto code = message->data.result;
      auto node = transfers.extract(message->easy_handle);
      curl_multi_remove_handle(multi.get(), node.key());
      auto& t = *node.mapped();
      long status = 0;
      curl_easy_getinfo(t.easy.get(), CURLINFO_RESPONSE_CODE, &status);
      if (code == CURLE_OK) t.answer.status = static_cast<int>(status);
      else t.answer.why = t.error[0] ? t.error : curl_easy_strerror(code);
      out.push_back(std::move(node.mapped()));
    }
    return out;
  }
};

HttpClient::HttpClient(int timeout_ms, std::size_t max_answer_bytes) {
  begin_once();
  engine_ = std::make_unique<Engine>();
  engine_->timeout_ms = timeout_ms;
  engine_->max_bytes = max_answer_bytes;
  engine_->multi.reset(curl_multi_init());
  if (!engine_->multi) throw std::runtime_error("libcurl could not be started");
}

HttpClient::~HttpClient() = default;

void HttpClient::start(Outgoing request, Then then) {
  auto t = std::make_unique<Transfer>();
  t->request = std::move(request);
  t->then = std::move(then);
  t->max_bytes = engine_->max_bytes;
  t->easy.reset(curl_easy_init());
  auto* easy = t->easy.get();
  if (!easy) throw std::runtime_error("libcurl could not be started");
  for (const auto& line : t->request.headers)
    t->headers.reset(curl_slist_append(t->headers.release(), line.c_str()));
  t->headers.reset(curl_slist_append(t->headers.release(), "Expect:"));      // no round trip before the body
  set(easy, CURLOPT_URL, t->request.url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_PROXY, "");
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(engine_->timeout_ms));
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
  set(easy, CURLOPT_HTTPHEADER, t->headers.get());
  set(easy, CURLOPT_ERRORBUFFER, static_cast<char*>(t->error));
  set(easy, CURLOPT_WRITEFUNCTION, &Transfer::take_body);
  set(easy, CURLOPT_WRITEDATA, t.get());
  set(easy, CURLOPT_HEADERFUNCTION, &Transfer::take_header);
  set(easy, CURLOPT_HEADERDATA, t.get());
  if (t->request.method != "GET") {
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(t->request.body.size()));
    set(easy, CURLOPT_POSTFIELDS, t->request.body.data());
    set(easy, CURLOPT_CUSTOMREQUEST, t->request.method.c_str());
  }
  if (const auto code = curl_multi_add_handle(engine_->multi.get(), easy); code != CURLM_OK)
    throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(code));
  engine_->transfers.emplace(easy, std::move(t));
}

std::size_t HttpClient::under_way() const { return engine_->transfers.size(); }

void HttpClient::wait(int at_most_ms) {
  for (bool waited = false;; waited = true) {
    int running = 0;
    if (const auto code = curl_multi_perform(engine_->multi.get(), &running); code != CURLM_OK)
      throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(code));
    const auto done = engine_->finished();
    for (const auto& t : done) t->then(std::move(t->answer));
    if (!done.empty() || waited) return;
    curl_multi_poll(engine_->multi.get(), nullptr, 0, at_most_ms, nullptr);
  }
}

void HttpClient::wake() { curl_multi_wakeup(engine_->multi.get()); }

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
