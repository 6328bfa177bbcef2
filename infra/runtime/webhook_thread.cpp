#include "infra/runtime/webhook_thread.hpp"

namespace millrace {

namespace {

constexpr int tick_ms = 100;
constexpr auto pause_after_error = std::chrono::seconds{1};
constexpr std::size_t longest_answer = 4'096;            // nobody reads more of it

}  // namespace

WebhookThread::WebhookThread(Parts parts)
    : parts_(std::move(parts)), follower_({parts_.services, parts_.chance, parts_.writer}), client_(parts_.guard, longest_answer) {
  const auto figure = [this](std::string name, std::string help, std::int64_t connect::WebhookFollower::Figures::*which) {
    parts_.metrics.gauge(std::move(name), std::move(help), [this, which] {
      const std::lock_guard lock{mutex_};
      return double(figures_.*which);
    });
  };
  figure("millrace_webhooks_delivered_total", "Events and tests that webhooks have taken", &connect::WebhookFollower::Figures::delivered);
  figure("millrace_webhooks_failed_total", "Attempts that webhooks have not taken", &connect::WebhookFollower::Figures::failed);
  figure("millrace_webhooks_dead_total", "Events that were given up for a webhook", &connect::WebhookFollower::Figures::dead);
  figure("millrace_webhooks_under_way", "Attempts under way", &connect::WebhookFollower::Figures::under_way);
  inbox_->wakes = &client_;
  thread_ = std::thread([this] { run(); });
}

WebhookThread::~WebhookThread() {
  stopping_ = true;
  client_.wake();
  thread_.join();
  const std::lock_guard lock{inbox_->mutex};
  inbox_->wakes = nullptr;
}

void WebhookThread::run() {
  using Clock = std::chrono::steady_clock;
  std::optional<Clock::time_point> until;                // once it is to go
  while (true) {
    if (stopping_ && !until) {
      follower_.rest();
      until = Clock::now() + std::chrono::milliseconds{parts_.patience_ms};
    }
    if (until && (follower_.idle() || Clock::now() >= *until)) return;
    const auto now = parts_.services.now();
    try {
      client_.wait(follower_.sees_more() ? 0 : tick_ms);
      if (now - failed_ >= pause_after_error || now < failed_) turn(parts_.services.now());
    } catch (const std::exception& e) {                  // whatever it was about is tried again
      failed_ = now;
      parts_.metrics.log_error(std::string("webhooks: ") + e.what());
    }
  }
}

void WebhookThread::turn(Time now) {
  std::vector<Answered> answered;
  {
    const std::lock_guard lock{inbox_->mutex};
    answered.swap(inbox_->answered);
  }
  for (const auto& a : answered) carry_out(follower_.on_answer(a.command, a.outcome, now));
  if (parts_.mill.serving()) {
    const auto snapshot = parts_.mill.snapshot();
    carry_out(follower_.on_tick(*snapshot, [this](Partition p) { return parts_.mill.owns(p); }, now));
  }
  const std::lock_guard lock{mutex_};
  figures_ = follower_.figures();
}

void WebhookThread::carry_out(connect::WebhookFollower::Todo todo) {
  for (auto& command : todo.ask) {
    const auto id = command.id;
    parts_.mill.submit(std::move(command), [inbox = inbox_, id](Outcome outcome) {   // on the strand
      const std::lock_guard lock{inbox->mutex};
      inbox->answered.push_back({id, std::move(outcome)});
      if (inbox->wakes) inbox->wakes->wake();
    });
  }
  for (auto& sending : todo.run) send(std::move(sending));
}

// Whatever cannot even be begun here has not gone out.
void WebhookThread::send(connect::WebhookFollower::Sending sending) {
  const int limit_ms = static_cast<int>(sending.limit / std::chrono::milliseconds{1});
  const auto then = [this, flight = sending.flight](const Came& came) { follower_.on_came(flight, came, parts_.services.now()); };
  try {
    client_.start(std::move(sending.out), limit_ms, then);
  } catch (const std::exception& e) {
    then({.why = "failed", .said = e.what()});
  }
}

}  // namespace millrace
