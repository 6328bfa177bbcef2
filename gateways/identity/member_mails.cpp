#include "gateways/identity/member_mails.hpp"

#include <fmt/core.h>

#include "domain/identity/member/state.hpp"
#include "gateways/core/entry.hpp"
#include "projections/identity/businesses.hpp"
#include "schemas/token.hpp"

namespace millrace {

namespace {

// The very invitation that the errand is for must still be open. Its link is what the inviter has been answered, too.
std::variant<Written, Moot> invited(const Writing& in) {
  const auto n = std::atoll(in.value("n").c_str());
  const auto state = state_row<Member>(in.reader, in.tenant, in.row.about.id);
  const auto* open = std::get_if<Member::Invited>(state.get());
  if (!open || open->seat.invitations != n || open->expires_at <= in.services.now()) return Moot{"invitation.over"};
  const auto business = find_row<business::Businesses>(in.reader, in.tenant, in.tenant);
  const auto name = business ? business->name : std::string("a business");
  const Token token{in.tenant, in.row.about.id, n};
  const auto link = fmt::format("{}/invitations/{}", in.public_url, make_token(TokenKind::invitation, token, token_secret(in.services)));
  const auto until = to_rfc3339(open->expires_at).substr(0, 10);
  return Written{fmt::format("You are invited to {}", name),
                 fmt::format("You are invited to work with {} here:\n\n{}\n\n"
                             "The invitation is open until {} (UTC). If you did not expect it, you need do nothing.\n", name, link, until)};
}

}  // namespace

std::vector<MailMessage> identity::member_mails() { return {{"member.invited", &invited}}; }

}  // namespace millrace
