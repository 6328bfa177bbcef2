#include "commands/identity/member/mail.hpp"
#include "commands/core/write_side_of.hpp"

#include "commands/effects/asks.hpp"
#include "domain/identity/member/state.hpp"

namespace millrace {

namespace {

struct Policy : Decider {
  using Aggregates = List<>;
  using Asks = List<>;
  using Policies = List<member::Invited>;

  // The token that takes it up is made when the mail is sent.
  static Verdict on(const member::Invited& e, const Context&) {
    const auto n = std::to_string(e.n);
    return accept(effect({"member", e.id.value}, email::Send{about(e.id, e.email), "member.invited", {{"n", n, {}}}}, n));
  }
};

}  // namespace

WriteSide commands::member_mail() { return write_side_of<Policy>(); }

}  // namespace millrace
