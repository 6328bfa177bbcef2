#include "infra/runtime/forwarder.hpp"

#include <algorithm>
#include <array>

#include "gateways/core/entry.hpp"

namespace millrace {

namespace {

constexpr int wait_ms = 1'000;                         // wake() cuts it short

// What the server writes itself, and what is of one connection.
constexpr std::array<std::string_view, 8> not_passed_on = {"connection", "content-length", "content-type", "date",
                                                           "keep-alive", "server", "transfer-encoding", "x-content-type-options"};

Response away(std::string_view why) { return unavailable(rule::owner_away, why); }

Response response_of(Incoming incoming) {
  if (incoming.status == 0) return away(incoming.why);
  Response out{incoming.status, {}, std::move(incoming.body), incoming.header("content-type")};
  for (auto& [name, value] : incoming.headers)
    if (std::find(not_passed_on.begin(), not_passed_on.end(), name) == not_passed_on.end()) out.headers.emplace_back(name, std::move(value));
  return out;
}

}  // namespace

Forwarder::Forwarder(const Services& services, int timeout_ms)
    : services_(services), client_(timeout_ms), thread_([this](std::stop_token stop) { run(std::move(stop)); }) {}

Forwarder::~Forwarder() {
  thread_.request_stop();
  client_.wake();
}

void Forwarder::forward(const std::string& endpoint, const Request& request, const Caller& caller, Reply reply,
                        const std::vector<std::string_view>& also) {
  Outgoing out{request.method, endpoint + target_of(request), headers_to_forward(services_, request, caller, also), request.body};
  {
    const std::lock_guard lock{mutex_};
    waiting_.push_back({std::move(out), std::move(reply)});
  }
  changed_.notify_one();
  client_.wake();
}

void Forwarder::start(Going going) {
  auto reply = std::make_shared<Reply>(std::move(going.reply));
  try {
    client_.start(std::move(going.request), [reply](Incoming incoming) { (*reply)(response_of(std::move(incoming))); });
  } catch (const std::exception& e) {
    (*reply)(away(e.what()));
  }
}

void Forwarder::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    std::deque<Going> next;
    {
      std::unique_lock lock{mutex_};
      if (client_.under_way() == 0) changed_.wait(lock, stop, [&] { return !waiting_.empty(); });
      next.swap(waiting_);
    }
    for (auto& going : next) start(std::move(going));
    if (client_.under_way() > 0) client_.wait(wait_ms);
  }
  const std::lock_guard lock{mutex_};
  for (auto& going : waiting_) going.reply(away("This one is stopping."));
}

}  // namespace millrace
