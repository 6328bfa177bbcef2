// Carries requests to other processes of the house and their answers back. One thread of its own.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "gateways/core/forwarding.hpp"
#include "infra/egress/http_client.hpp"

namespace millrace {

class Forwarder {
 public:
  using Reply = std::function<void(Response)>;

  // A little longer than the other side waits for its journal. It may be gone by then, and the same request is decided elsewhere.
  explicit Forwarder(const Services&, int timeout_ms = 12'000);
  // What has not been sent is answered 503; what is under way is dropped, and so is its `Reply`.
  ~Forwarder();

  // Thread-safe. `endpoint` is an URL without a path; an owner that does not answer is a 503 with Retry-After: what was asked may
  // have been done, and the same key tells. `also`: further headers that go along.
  void forward(const std::string& endpoint, const Request&, const Caller&, Reply, const std::vector<std::string_view>& also = {});

 private:
  struct Going { Outgoing request; Reply reply; };
  void run(std::stop_token);
  void start(Going);

  const Services& services_;
  HttpClient client_;                                  // the thread's own, but wake()
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Going> waiting_;
  std::jthread thread_;
};

}  // namespace millrace
