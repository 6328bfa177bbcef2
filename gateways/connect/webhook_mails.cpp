#include "gateways/connect/webhook_mails.hpp"

#include <fmt/core.h>

#include "projections/connect/webhooks.hpp"
#include "projections/identity/businesses.hpp"

namespace millrace {

namespace {

// It must still be paused for that reason.
std::variant<Written, Moot> paused(const Writing& in) {
  const bool gone = in.value("why") == "gone";
  const auto row = find_row<webhooks::Webhooks>(in.reader, in.tenant, in.row.about.id);
  if (!row || row->why != (gone ? webhooks::PausedWhy::gone : webhooks::PausedWhy::failing)) return Moot{"webhook.not_paused"};
  const auto business = find_row<business::Businesses>(in.reader, in.tenant, in.tenant);
  const auto name = business ? business->name : std::string("a business");
  const auto why = gone ? "its receiver has answered that it is gone (410)" : "10 deliveries in a row were given up, because its receiver did not take them";
  return Written{fmt::format("The webhook \"{}\" is paused", row->name),
                 fmt::format("The webhook \"{}\" of {} is paused: {}.\n\nNothing is lost. When its receiver is well again, resume it: it goes on where it "
                             "stands. What was given up can be sent again from its list of dead letters:\n\n{}/app/\n", row->name, name, why, in.public_url)};
}

}  // namespace

std::vector<MailMessage> connect::webhook_mails() { return {{"webhook.paused", &paused}}; }

}  // namespace millrace
