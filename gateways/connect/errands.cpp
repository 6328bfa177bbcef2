#include "gateways/connect/errands.hpp"

#include <boost/url/parse.hpp>

#include "commands/connect/connection/asks.hpp"
#include "commands/inbox/message/asks.hpp"
#include "gateways/connect/tie.hpp"
#include "projections/inbox/customers.hpp"
#include "projections/inbox/messages.hpp"

namespace millrace {

namespace {

using namespace std::chrono_literals;

using Preparation = std::variant<Prepared, Moot, NotKnownYet>;

std::string host_of(const std::string& url) {
  const auto parsed = boost::urls::parse_uri(url);
  return parsed ? std::string(parsed->encoded_host_and_port()) : std::string{};
}

// A connection that is still there, and of a platform that this release knows.
std::variant<channel::Found, Moot, NotKnownYet> over(const Preparing& in, const Id<Connection>& id) {
  auto found = channel::find(in.services, in.reader, in.tenant, id, in.mail.public_url);
  if (!found || found->row->status == connection::Status::ended) return Moot{"integration.over"};
  if (!found->adapter) return NotKnownYet{};
  return std::move(*found);
}

Prepared prepared(const channel::Found& found, OutgoingCall call) {
  auto host = host_of(call.url);
  return {.out = std::move(call), .host = std::move(host), .judge = found.adapter->judge};
}

Preparation prepare_send(const Preparing& in) {
  const auto& errand = *in.errand.as<connection::Send>();
  const auto tied = over(in, errand.connection_id);
  if (const auto* moot = std::get_if<Moot>(&tied)) return *moot;
  const auto* found = std::get_if<channel::Found>(&tied);
  if (!found) return NotKnownYet{};
  const auto row = find_row<message::Messages>(in.reader, in.tenant, errand.message_id);
  if (!row || !row->text) return Moot{"message.deleted"};
  const auto whom = find_row<customer::Identities>(in.reader, in.tenant, customer::IdentityOf{errand.customer_id, found->adapter->scope(found->row->account)});
  if (row->text->erased || !whom || whom->external_id.erased) return Moot{"subject.erased"};
  auto ready = prepared(*found, found->adapter->send(whom->external_id.value, row->text->value, found->tie));
  ready.known_by = found->adapter->known_by(whom->external_id.value);
  ready.subject = errand.customer_id.value;
  return ready;
}

// What is asked of the provider about the connection itself may be asked again.
template <class Errand>
Preparation prepare_about(const Preparing& in, OutgoingCall (*channel::Adapter::*how)(const channel::Tie&)) {
  const auto tied = over(in, in.errand.as<Errand>()->connection_id);
  if (const auto* moot = std::get_if<Moot>(&tied)) return *moot;
  const auto* found = std::get_if<channel::Found>(&tied);
  if (!found) return NotKnownYet{};
  auto ready = prepared(*found, (found->adapter->*how)(found->tie));
  ready.repeatable = true;
  return ready;
}
Preparation prepare_subscribe(const Preparing& in) { return prepare_about<connection::Subscribe>(in, &channel::Adapter::subscribe); }
Preparation prepare_probe(const Preparing& in) { return prepare_about<connection::Probe>(in, &channel::Adapter::probe); }

Meaning judge(const Came& came, const Prepared& sent) {
  auto meaning = sent.judge(came);
  if (sent.repeatable && meaning.how == Meaning::How::unknown) meaning.how = Meaning::How::failed;
  if (meaning.reference && !meaning.known_as) meaning.known_as = sent.known_by + *meaning.reference;
  return meaning;
}

bool refuses_us(const Meaning& meaning) { return meaning.why.ends_with(".unauthorised"); }

std::optional<AnyAsk> message_fared(const AnyValue& errand, const effects::EffectRow&, const Meaning& meaning) {
  const auto& e = *errand.as<connection::Send>();
  if (meaning.how != Meaning::How::succeeded)
    return AnyAsk::of(message::ReportUnsent{e.message_id, e.connection_id, meaning.why, refuses_us(meaning)});
  message::ReportSent sent{e.message_id, e.connection_id};
  if (meaning.known_as) sent.external_id = about(e.customer_id, *meaning.known_as);
  return AnyAsk::of(std::move(sent));
}

template <class Errand>
std::optional<AnyAsk> connection_fares(const AnyValue& errand, const effects::EffectRow&, const Meaning& meaning) {
  using connection::Health;
  const auto& id = errand.as<Errand>()->connection_id;
  if (meaning.how == Meaning::How::succeeded) return AnyAsk::of(connection::ReportHealth{id, Health::well});
  return AnyAsk::of(connection::ReportHealth{id, refuses_us(meaning) ? Health::unauthorised : Health::failing, meaning.why});
}

}  // namespace

// Over one that has ended nothing waits: it fails.
bool connect::held_back(const Preparing& in) {
  const auto* errand = in.errand.as<connection::Send>();
  const auto row = errand ? find_row<connection::Connections>(in.reader, in.tenant, errand->connection_id) : nullptr;
  return row && row->paused && row->status != connection::Status::ended;
}

EffectKind connect::sending() {
  return {.errand = &wire_type<connection::Send>(), .prepare = &prepare_send, .judge = &judge, .retry = {5s, 1h, 12}, .limit = 60s,
          .order = InOrder::by_what_it_is_about, .result = &message_fared};
}

EffectKind connect::subscribing() {
  return {.errand = &wire_type<connection::Subscribe>(), .prepare = &prepare_subscribe, .judge = &judge, .retry = {5s, 1h, 12}, .limit = 30s,
          .some_repeatable = true, .result = &connection_fares<connection::Subscribe>};
}

EffectKind connect::probing() {
  return {.errand = &wire_type<connection::Probe>(), .prepare = &prepare_probe, .judge = &judge, .retry = {5s, 5s, 1}, .limit = 30s,
          .some_repeatable = true, .result = &connection_fares<connection::Probe>};
}

}  // namespace millrace
