// Questions about webhooks that a rule asks the business.
#pragma once

#include "domain/connect/webhook/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::webhooks {

struct LiveRow {
  std::vector<Id<Webhook>> webhooks;
};
BOOST_DESCRIBE_STRUCT(LiveRow, (), (webhooks))

// Those that have not ended: one row.
struct LiveWebhooks : Fold<std::string, LiveRow> {
  static constexpr auto name = "live_webhooks";
  static const AnyFold& erased();
  static constexpr auto key = "all";
  using Listens = List<Created, Ended>;
  static Keys keys(const auto&) { return {Key(std::string(key))}; }

  static Maybe on(Maybe r, const Created& e, const Meta&) {
    r = without(std::move(r), e.id);
    r->webhooks.push_back(e.id);
    return r;
  }
  static Maybe on(Maybe r, const Ended& e, const Meta&) { return without(std::move(r), e.id); }

 private:
  static Maybe without(Maybe r, const Id<Webhook>& id) {
    if (!r) r.emplace();
    std::erase(r->webhooks, id);
    return r;
  }
};

}  // namespace millrace::webhooks
