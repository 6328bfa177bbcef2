// The thread that carries out effects: it turns the reactor loop, sends what goes out, and brings back what came of it.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "gateways/core/reactors.hpp"
#include "infra/egress/outbox.hpp"
#include "infra/egress/outside_client.hpp"
#include "infra/runtime/metrics.hpp"
#include "infra/runtime/running_mill.hpp"

namespace millrace {

class ReactorThread {
 public:
  struct Parts {
    const std::vector<EffectKind>& kinds;
    const Services& services;
    const MailSettings& mail;
    RunningMill& mill;
    Metrics& metrics;
    const EgressGuard& guard;
    const std::optional<MailServer>& mail_server;        // none: into the outbox
    Outbox& outbox;
    std::function<std::uint64_t()> chance;
    Uuid writer = {};                                    // the mill's, in the journal
    int patience_ms = 5'000;                             // with what is under way when it goes
  };
  // All outlive it. Registers its gauges.
  explicit ReactorThread(Parts);
  // Begins nothing more and waits a while for what is under way. What takes longer is dropped: the next start records it as unknown.
  ~ReactorThread();

 private:
  struct Answered { Uuid command; Outcome outcome; };
  // Where the mill puts its answers, also those that come when the thread has gone.
  struct Inbox {
    std::mutex mutex;                                    // guards the next
    std::vector<Answered> answered;
    OutsideClient* wakes = nullptr;                         // null when nobody is there any more
  };

  void run();
  void turn(Time now);
  void look(bool nothing_new, Time now);
  void carry_out(Reactors::Todo);
  void send(const Reactors::Attempt&);
  void came(const Reactors::Attempt&, const Came&);
  void count_waiting(Time now);

  Parts parts_;
  Reactors reactors_;
  OutsideClient client_;
  std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  std::mutex mutex_;                                     // guards the next three
  Reactors::Figures figures_;
  std::int64_t waiting_ = 0, unknown_ = 0;
  Time counted_{}, failed_{}, looked_{};
  std::shared_ptr<const Reader> seen_;                   // by the last look
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace millrace
