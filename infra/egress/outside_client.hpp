// Calls to other people's servers, and mail: what leaves the house. Everything but mail, whose server the operator names, goes through the
// egress guard. Tells of each attempt what is known of it: answered, not sent, or perhaps taken.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "gateways/core/effect_kind.hpp"
#include "infra/egress/guard.hpp"

namespace millrace {

struct MailServer {
  std::string url;                                     // smtp://host:port (STARTTLS) or smtps://host:port (TLS)
  std::string user = {}, password = {};                // none: it takes mail from us as it is
  std::string ca_file = {};                            // PEM; whose certificates are believed; none: those that the machine believes
  bool tls = true;                                     // required, and its certificate checked; else it is used where the server offers it
};

// Not thread-safe. Each call has a connection of its own, so none is made twice because one that was kept has died; no redirect is followed,
// no proxy used. Of an answer that is too long the beginning is kept. Destroyed, it drops what is under way.
class OutsideClient {
 public:
  using Then = std::function<void(const Came&)>;

  // The guard outlives it.
  explicit OutsideClient(const EgressGuard&, std::size_t max_answer_bytes = 1 << 20);
  static constexpr std::size_t mails_at_once = email_at_once;   // each has a thread; more wait for one
  ~OutsideClient();

  // `then` is called from wait().
  void start(OutgoingCall, int timeout_ms, Then);
  // The status is the server's last reply that counts: 250 when it was taken. `unix_time`: of its Date.
  void start(const MailServer&, OutgoingMail, std::int64_t unix_time, int timeout_ms, Then);
  // Returns once something has come, or after that time.
  void wait(int at_most_ms);
  // From any thread: the wait that is under way, or else the next one, returns at once.
  void wake();

 private:
  struct Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace millrace
