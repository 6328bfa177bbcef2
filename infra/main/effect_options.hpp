// The options of `millrace serve` about the world outside: whether anything goes out, where to, and by which mail server.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "infra/egress/guard.hpp"
#include "infra/egress/mail_server.hpp"

namespace millrace {

class CliCommand;

struct EffectOptions {
  std::string effects = "on";          // or off: nothing goes out, what is asked for waits
  std::vector<std::string> egress_allow;
  std::vector<std::string> provider_endpoints;   // platform=URL
  std::string mail_server;             // empty: mail is captured, /outbox on the admin port
  std::string mail_from;
  std::string mail_user, mail_password_file, mail_ca_file;
  std::string public_url;              // where people reach this house; empty: the address that it listens on

  bool on() const { return effects == "on"; }
};

// What they come to. Wrong use throws WrongUse.
struct WaysOut {
  EgressGuard guard;
  std::optional<MailServer> mail_server;
  std::string from, public_url;
  std::map<std::string, std::string, std::less<>> provider_endpoints;   // by platform, without a slash at the end
};

void add_effect_options(const CliCommand&, EffectOptions&);
WaysOut ways_out(const EffectOptions&, const std::string& own_url);

}  // namespace millrace
