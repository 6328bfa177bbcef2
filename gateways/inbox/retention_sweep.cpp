#include "gateways/inbox/retention_sweep.hpp"

#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/privacy/asks.hpp"
#include "commands/inbox/privacy/lookups.hpp"
#include "projections/desk/tickets.hpp"
#include "projections/inbox/conversations.hpp"
#include "schemas/digest.hpp"

namespace millrace {

namespace {

constexpr std::size_t terms_a_page = 100, talks_a_page = 50;
constexpr Duration rests = std::chrono::seconds{5};

bool talks(const Reader& reader, const Uuid& tenant, const Uuid& customer) {
  using conversation::Conversations;
  Reader::Page page{std::string(customer.raw()), {}, true, talks_a_page};
  while (true) {
    const auto listed = reader.list(lookup_of<Conversations>(), Conversations::by_customer, tenant, page);
    for (const auto& one : listed)
      if (static_cast<const conversation::ConversationRow*>(one.row.row.get())->status < conversation::Status::resolved) return true;
    if (listed.size() < talks_a_page) return false;
    page.after = listed.back().place;
  }
}

bool waits_for_the_desk(const Reader& reader, const Uuid& tenant, const Uuid& customer) {
  return !reader.list(lookup_of<ticket::Tickets>(), ticket::Tickets::open_of_customer, tenant, {std::string(customer.raw()), {}, false, 1}).empty();
}

// Whoever is held is due again tomorrow, when the hold may be over; so is who has something that is not over yet.
bool stays(const Reader& reader, const Uuid& tenant, const Uuid& customer, const privacy::RetentionRow& terms) {
  if (find_row<privacy::HoldsOf>(reader, tenant, Id<Customer>{customer})) return true;
  return terms.keep_unfinished && (talks(reader, tenant, customer) || waits_for_the_desk(reader, tenant, customer));
}

Command expiring(const Uuid& tenant, const Uuid& customer, Time today) {
  Command command;
  command.id = uuid_of(raw(sha256("customer expires" + std::to_string(micros(today)), customer.raw())));
  command.fingerprint = sha256(command.id.raw());
  command.tenant = tenant;
  command.principal.kind = PrincipalKind::system;
  command.ask = AnyAsk::of(customer::Expire{{customer}});
  return command;
}

bool parked(const Reader& reader, const Uuid& tenant) {
  for (const auto* fold : {&lookup_of<customer::Activity>(), &lookup_of<privacy::Retentions>(), &lookup_of<conversation::Conversations>(), &lookup_of<ticket::Tickets>()})
    if (reader.parked(*fold, tenant)) return true;
  return false;
}

}  // namespace

std::vector<Command> RetentionSweep::due(const Reader& reader, Time now, const std::function<bool(Partition)>& ours, std::size_t most) {
  std::vector<Command> out;
  if (now < rests_until_ && rests_until_ - now <= rests) return out;   // a clock that was set back makes nobody wait longer
  for (std::string after;;) {
    const auto begun = privacy::retentions_begun(reader, now, after, terms_a_page);
    for (const auto& listed : begun) {
      const auto tenant = uuid_of(std::string_view(listed.place).substr(listed.place.size() - 32));   // then the row's key
      if (!ours(partition_of(tenant)) || parked(reader, tenant)) continue;
      go_on(reader, tenant, *static_cast<const privacy::RetentionRow*>(listed.row.row.get()), now, most, out);
      if (out.size() == most) return out;
    }
    if (begun.size() < terms_a_page) break;
    after = begun.back().place;
  }
  if (out.empty()) rests_until_ = now + rests;
  return out;
}

void RetentionSweep::go_on(const Reader& reader, const Uuid& tenant, const privacy::RetentionRow& terms, Time now, std::size_t most, std::vector<Command>& out) {
  const Time today = std::chrono::floor<std::chrono::days>(now);
  auto& walk = walks_[tenant];
  if (walk.terms_begin != terms.begins_at || walk.today != today) walk = {terms.begins_at, today};
  const auto lived = privacy::outlived_at(Time{}, *terms.inactive_customers_days) - Time{};
  while (!walk.through && out.size() < most) {
    const auto silent = privacy::silent_since(reader, tenant, today - lived, walk.after, most - out.size());
    walk.through = silent.size() < most - out.size();
    for (const auto& listed : silent) {
      walk.after = listed.place;
      const auto customer = uuid_of(listed.key.bytes);
      if (!stays(reader, tenant, customer, terms)) out.push_back(expiring(tenant, customer, today));
    }
  }
}

}  // namespace millrace
