#include "infra/egress/transfers.hpp"

#include <mutex>

namespace millrace {

namespace {

void begin_once() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl could not be started");
  });
}

}  // namespace

Transfer::Transfer() : easy((begin_once(), curl_easy_init())) {
  if (!easy) throw std::runtime_error("libcurl could not be started");
}

void Transfer::body(const std::string& method, const std::string& bytes) {
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(bytes.size()));
  set(CURLOPT_POSTFIELDS, bytes.data());
  set(CURLOPT_CUSTOMREQUEST, method.c_str());
}

void Transfer::common(int timeout_ms) {
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_ms));
  set(CURLOPT_CONNECTTIMEOUT_MS, 5000L);
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(error));
}

long Transfer::status() const {
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

Transfers::Transfers() : multi_((begin_once(), curl_multi_init())) {
  if (!multi_) throw std::runtime_error("libcurl could not be started");
}

Transfers::~Transfers() {
  for (const auto& [easy, transfer] : transfers_) curl_multi_remove_handle(multi_.get(), easy);
}

void Transfers::begin(std::unique_ptr<Transfer> t, int timeout_ms) {
  t->common(timeout_ms);
  auto* easy = t->easy.get();
  if (const auto code = curl_multi_add_handle(multi_.get(), easy); code != CURLM_OK)
    throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(code));
  transfers_.emplace(easy, std::move(t));
}

std::vector<Transfers::Ended> Transfers::ended() {
  std::vector<Ended> out;
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const auto code = message->data.result;
    auto node = transfers_.extract(message->easy_handle);
    curl_multi_remove_handle(multi_.get(), node.key());
    out.push_back({std::move(node.mapped()), code});
  }
  return out;
}

void Transfers::wait(int at_most_ms) {
  for (bool waited = false;; waited = true) {
    int running = 0;
    if (const auto code = curl_multi_perform(multi_.get(), &running); code != CURLM_OK)
      throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(code));
    const auto done = ended();
    for (const auto& [transfer, code] : done) transfer->ended(code);
    if (!done.empty() || waited) return;
    curl_multi_poll(multi_.get(), nullptr, 0, at_most_ms, nullptr);
  }
}

}  // namespace millrace
