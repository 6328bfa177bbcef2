#include "gateways/inbox/retention_sweep.hpp"

#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/message/asks.hpp"
#include "commands/inbox/message/lookups.hpp"
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

Command expiring_texts(const Uuid& tenant, const Id<Conversation>& id, std::int64_t first_no, Time today) {
  Command command;
  command.id = uuid_of(raw(sha256("conversation expires" + std::to_string(micros(today)) + '.' + std::to_string(first_no), id.value.raw())));
  command.fingerprint = sha256(command.id.raw());
  command.tenant = tenant;
  command.principal.kind = PrincipalKind::system;
  command.ask = AnyAsk::of(message::ExpireTexts{id, first_no});
  return command;
}

// What has lived through so many days began so long before the day that is.
Duration lived(std::int64_t days) { return privacy::outlived_at(Time{}, days) - Time{}; }

bool parked(const Reader& reader, const Uuid& tenant) {
  for (const auto* fold : {&lookup_of<customer::Activity>(), &lookup_of<conversation::Over>(), &lookup_of<message::Thread>(), &lookup_of<privacy::Retentions>(), &lookup_of<conversation::Conversations>(), &lookup_of<ticket::Tickets>()})
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
  if (terms.inactive_customers_days) expire_customers(reader, tenant, terms, walk, most, out);
  if (terms.closed_conversations_days && out.size() < most) expire_conversations(reader, tenant, terms, walk, most, out);
}

void RetentionSweep::expire_customers(const Reader& reader, const Uuid& tenant, const privacy::RetentionRow& terms, Walk& walk, std::size_t most, std::vector<Command>& out) {
  auto& way = walk.customers;
  while (!way.through && out.size() < most) {
    const auto silent = privacy::silent_since(reader, tenant, walk.today - lived(*terms.inactive_customers_days), way.after, most - out.size());
    way.through = silent.size() < most - out.size();
    for (const auto& listed : silent) {
      way.after = listed.place;
      const auto customer = uuid_of(listed.key.bytes);
      if (!stays(reader, tenant, customer, terms)) out.push_back(expiring(tenant, customer, walk.today));
    }
  }
}

// One that is too long for one record is put in pieces, for which there may be no room at once.
void RetentionSweep::expire_conversations(const Reader& reader, const Uuid& tenant, const privacy::RetentionRow& terms, Walk& walk, std::size_t most,
                                          std::vector<Command>& out) {
  auto& way = walk.conversations;
  while (!way.through && out.size() < most) {
    const auto over = privacy::over_since(reader, tenant, walk.today - lived(*terms.closed_conversations_days), way.after, most);
    for (const auto& listed : over) {
      const auto& row = *static_cast<const conversation::OverRow*>(listed.row.row.get());
      const Id<Conversation> id{uuid_of(listed.key.bytes)};
      if (walk.within != listed.key.bytes) walk.next_no = 1;
      walk.within = listed.key.bytes;
      const auto thread = find_row<message::Thread>(reader, tenant, id);
      const auto last = std::max<std::int64_t>(1, thread ? thread->last_no : 0);
      const bool held = find_row<privacy::HoldsOf>(reader, tenant, row.customer_id) != nullptr;
      for (; !held && walk.next_no <= last; walk.next_no += message::ExpireTexts::at_once) {
        if (out.size() == most) return;
        out.push_back(expiring_texts(tenant, id, walk.next_no, walk.today));
      }
      way.after = listed.place;
    }
    way.through = over.size() < most;
  }
}

}  // namespace millrace
