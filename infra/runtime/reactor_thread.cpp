#include "infra/runtime/reactor_thread.hpp"

#include "gateways/connect/errands.hpp"

namespace millrace {

namespace {

constexpr int tick_ms = 100;
constexpr std::size_t most_counted = 1'000;
constexpr auto count_every = std::chrono::seconds{5}, pause_after_error = std::chrono::seconds{1}, look_again = std::chrono::seconds{1};

}  // namespace

ReactorThread::ReactorThread(Parts parts)
    : parts_(std::move(parts)), reactors_({.kinds = parts_.kinds, .services = parts_.services, .mail = parts_.mail, .chance = parts_.chance, .writer = parts_.writer, .held_back = &connect::held_back}), client_(parts_.guard) {
  const auto figure = [this](std::string name, std::string help, std::int64_t Reactors::Figures::*which) {
    parts_.metrics.gauge(std::move(name), std::move(help), [this, which] {
      const std::lock_guard lock{mutex_};
      return double(figures_.*which);
    });
  };
  figure("millrace_effects_attempts_total", "Attempts that have gone out", &Reactors::Figures::begun);
  figure("millrace_effects_succeeded_total", "Attempts that have succeeded", &Reactors::Figures::succeeded);
  figure("millrace_effects_failed_total", "Attempts that have failed", &Reactors::Figures::failed);
  figure("millrace_effects_unknown_total", "Attempts of which nobody knows what has become of them", &Reactors::Figures::unknown);
  figure("millrace_effects_under_way", "Attempts under way", &Reactors::Figures::under_way);
  figure("millrace_effects_breakers_open", "Hosts that are kept off because they fail", &Reactors::Figures::breakers_open);
  const auto counted = [this](std::string name, std::string help, std::int64_t ReactorThread::*which) {
    parts_.metrics.gauge(std::move(name), std::move(help), [this, which] {
      const std::lock_guard lock{mutex_};
      return double(this->*which);
    });
  };
  counted("millrace_effects_waiting", "Effects that wait for an attempt, of each kind counted to a thousand", &ReactorThread::waiting_);
  counted("millrace_effects_unknown", "Effects that are unknown and wait for a person, counted likewise", &ReactorThread::unknown_);
  inbox_->wakes = &client_;
  thread_ = std::thread([this] { run(); });
}

ReactorThread::~ReactorThread() {
  stopping_ = true;
  client_.wake();
  thread_.join();
  const std::lock_guard lock{inbox_->mutex};
  inbox_->wakes = nullptr;
}

void ReactorThread::run() {
  using Clock = std::chrono::steady_clock;
  std::optional<Clock::time_point> until;                // once it is to go
  while (true) {
    if (stopping_ && !until) {
      reactors_.rest();
      until = Clock::now() + std::chrono::milliseconds{parts_.patience_ms};
    }
    if (until && (reactors_.idle() || Clock::now() >= *until)) return;
    const auto now = parts_.services.now();
    try {
      client_.wait(tick_ms);
      if (now - failed_ >= pause_after_error) turn(parts_.services.now());
    } catch (const std::exception& e) {                  // whatever it was about is tried again; what was under way is found unknown
      failed_ = now;
      parts_.metrics.log_error(std::string("effects: ") + e.what());
    }
  }
}

void ReactorThread::turn(Time now) {
  std::vector<Answered> answered;
  {
    const std::lock_guard lock{inbox_->mutex};
    answered.swap(inbox_->answered);
  }
  for (const auto& a : answered) carry_out(reactors_.on_answer(a.command, a.outcome, now));
  look(answered.empty(), now);
  if (now - counted_ >= count_every) count_waiting(now);
  const std::lock_guard lock{mutex_};
  figures_ = reactors_.figures(now);
}

// What stands in the store it has seen, unless that was only a piece of it; what becomes due with time alone may wait a second.
void ReactorThread::look(bool nothing_new, Time now) {
  if (!parts_.mill.serving()) return;
  auto snapshot = parts_.mill.snapshot();
  if (nothing_new && snapshot == seen_ && !reactors_.sees_more() && now >= looked_ && now - looked_ < look_again) return;
  seen_ = std::move(snapshot);
  looked_ = now;
  carry_out(reactors_.on_tick(*seen_, [this](Partition p) { return parts_.mill.owns(p); }, now));
}

void ReactorThread::count_waiting(Time now) {
  counted_ = now;
  const auto snapshot = parts_.mill.snapshot();
  const auto count = [&](effects::Stage stage) {
    std::int64_t n = 0;
    for (const auto& kind : parts_.kinds)
      n += static_cast<std::int64_t>(snapshot->list(lookup_of<effects::Effects>(), effects::Effects::open, {},
                                                    {effects::Effects::open_of(kind.errand->wire, stage), {}, false, most_counted}).size());
    return n;
  };
  const auto waiting = count(effects::Stage::waiting), unknown = count(effects::Stage::unknown);
  const std::lock_guard lock{mutex_};
  waiting_ = waiting;
  unknown_ = unknown;
}

void ReactorThread::carry_out(Reactors::Todo todo) {
  for (auto& command : todo.ask) {
    const auto id = command.id;
    parts_.mill.submit(std::move(command), [inbox = inbox_, id](Outcome outcome) {   // on the strand
      const std::lock_guard lock{inbox->mutex};
      inbox->answered.push_back({id, std::move(outcome)});
      if (inbox->wakes) inbox->wakes->wake();
    });
  }
  for (const auto& attempt : todo.run) send(attempt);
}

void ReactorThread::came(const Reactors::Attempt& attempt, const Came& came) {
  carry_out(reactors_.on_came(attempt.tenant, attempt.id, attempt.no, came, parts_.services.now()));
}

// Whatever cannot even be begun here has not gone out.
void ReactorThread::send(const Reactors::Attempt& attempt) {
  const int limit_ms = static_cast<int>(attempt.limit / std::chrono::milliseconds{1});
  auto about = attempt;
  about.out = {};                                        // what has gone out is not kept twice
  const auto then = [this, about](const Came& what) { came(about, what); };
  const auto now = parts_.services.now();
  try {
    if (const auto* call = std::get_if<OutgoingCall>(&attempt.out)) return client_.start(*call, limit_ms, then);
    const auto& mail = std::get<OutgoingMail>(attempt.out);
    if (parts_.mail_server) return client_.start(*parts_.mail_server, mail, micros(now) / 1'000'000, limit_ms, then);
    parts_.outbox.keep(mail, now, attempt.tenant);
  } catch (const std::exception& e) {
    return came(about, {.why = "failed", .said = e.what()});
  }
  came(about, {.status = 250});
}

}  // namespace millrace
