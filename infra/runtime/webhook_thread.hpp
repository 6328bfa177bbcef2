// The thread that sends outgoing webhooks: it turns their follower, sends what goes out through the egress guard, and brings back what came of it.
#pragma once

#include <atomic>
#include <mutex>
#include <thread>

#include "gateways/connect/webhook_follower.hpp"
#include "infra/egress/outside_client.hpp"
#include "infra/runtime/metrics.hpp"
#include "infra/runtime/running_mill.hpp"

namespace millrace {

class WebhookThread {
 public:
  struct Parts {
    const Services& services;
    RunningMill& mill;
    Metrics& metrics;
    const EgressGuard& guard;
    std::function<std::uint64_t()> chance;
    Uuid writer = {};                                    // the mill's, in the journal
    int patience_ms = 5'000;                             // with what is under way when it goes
  };
  // All outlive it. Registers its gauges.
  explicit WebhookThread(Parts);
  // Sends nothing more and waits a while for what is under way. What takes longer is dropped: the next start sends it again.
  ~WebhookThread();

 private:
  struct Answered { Uuid command; Outcome outcome; };
  // Where the mill puts its answers, also those that come when the thread has gone.
  struct Inbox {
    std::mutex mutex;                                    // guards the next
    std::vector<Answered> answered;
    OutsideClient* wakes = nullptr;                      // null when nobody is there any more
  };

  void run();
  void turn(Time now);
  void carry_out(connect::WebhookFollower::Todo);
  void send(connect::WebhookFollower::Sending);

  Parts parts_;
  connect::WebhookFollower follower_;
  OutsideClient client_;
  std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  std::mutex mutex_;                                     // guards the next
  connect::WebhookFollower::Figures figures_;
  Time failed_{};
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace millrace
