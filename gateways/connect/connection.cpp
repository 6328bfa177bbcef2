// Connections to services that customers write over: made, changed, tried and ended by members; and where the services deliver.
#include "commands/connect/connection/asks.hpp"
#include "commands/inbox/message/asks.hpp"
#include "gateways/connect/errands.hpp"
#include "gateways/connect/modules.hpp"
#include "gateways/connect/tie.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/record_view.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/web_authn.hpp"

namespace millrace {

namespace connection {

// What one connects with; each platform wants some of it. All of it is kept sealed and shown to nobody.
struct CredentialsGiven {
  static constexpr Bounded bounds[] = {{"bot_token", {1, 200}}, {"access_token", {1, 1024}}, {"app_secret", {1, 200}}, {"phone_number_id", {1, 32}}, {"page_id", {1, 32}}, {"account_id", {1, 32}},
                                       {"phone_number", {1, 32}}, {"phone_number_sid", {1, 64}}, {"account_sid", {1, 64}}, {"auth_token", {1, 200}},
                                       {"consumer_key", {1, 200}}, {"consumer_secret", {1, 200}}, {"access_token_secret", {1, 200}}, {"sender_sid", {1, 64}}};
  std::optional<std::string> bot_token;                                 // telegram
  std::optional<std::string> access_token;                              // whatsapp, facebook, instagram, x
  std::optional<std::string> app_secret;                                // whatsapp, facebook, instagram
  std::optional<std::string> phone_number_id;                           // whatsapp
  std::optional<std::string> page_id;                                   // facebook
  std::optional<std::string> account_id;                                // instagram
  std::optional<std::string> phone_number, phone_number_sid, account_sid, auth_token;   // sms; whatsapp_twilio
  std::optional<std::string> sender_sid;                                // whatsapp_twilio
  std::optional<std::string> consumer_key, consumer_secret, access_token_secret;        // x
};
BOOST_DESCRIBE_STRUCT(CredentialsGiven, (), (bot_token, access_token, app_secret, phone_number_id, page_id, account_id, phone_number, phone_number_sid, account_sid, auth_token, consumer_key, consumer_secret,
                                            access_token_secret, sender_sid))

// What somebody tells the provider by hand, in its own pages, where it is not told from here: where to deliver, and what it asks for there. For
// who may do that.
struct ByHand {
  std::optional<std::string> webhook_url, verify_token;
};
BOOST_DESCRIBE_STRUCT(ByHand, (), (webhook_url, verify_token))

}  // namespace connection

namespace {

using channel::Adapter;
using connection::ConnectionRow;
using connection::Connections;
using connection::CredentialsGiven;

inline constexpr Rule no_such_platform{"integration.platform_unknown", Kind::missing, "Nothing of that name can be connected.", "GET /openapi.json says what can."};
inline constexpr Rule credentials_invalid{"integration.credentials_invalid", Kind::invalid, "These are no credentials of that platform."};
inline constexpr Rule no_such_hook{"integration.hook_not_found", Kind::missing, "Nobody listens here.", "The provider is told the address anew whenever credentials are given."};
inline constexpr Rule hook_over{"integration.hook_over", Kind::gone, "The business is not connected to this account any more."};
inline constexpr Rule signature_wrong{"integration.signature_wrong", Kind::unauthenticated, "This has not come from the provider.",
                                      "Its signature or secret is missing, or is another one."};

inline constexpr Rule too_much_at_once{"integration.too_much_at_once", Kind::too_large, "This delivery tells of more than 1,000 things.", "Deliver them in several."};

// What was given of what the body may hold, by name.
channel::Fields given(const Call& call) {
  return channel::fields_of(to_json(*static_cast<const CredentialsGiven*>(call.beside.get())));
}

struct Checked {
  std::string account;
  Personal<std::string> credentials;
};
// All that the platform wants and nothing else, of an account that they name.
std::variant<Checked, Response> checked(const Adapter& adapter, const channel::Fields& all) {
  std::vector<InputError> errors;
  for (const auto& [name, value] : all)
    if (std::ranges::find(adapter.wants, name) == adapter.wants.end()) errors.push_back({"/" + name, "is not asked for by this platform"});
  for (const auto name : adapter.wants)
    if (!all.contains(name)) errors.push_back({"/" + std::string(name), "is missing"});
  const auto account = errors.empty() ? adapter.account(all) : std::nullopt;
  if (errors.empty() && !account) errors.push_back({"/" + std::string(adapter.wants.front()), "does not look like one of this platform"});
  if (!errors.empty()) return problem(credentials_invalid, {}, errors);
  std::string json;
  JsonWriter out{json};
  out.begin_object();
  for (const auto& [name, value] : all) out.key(name).text(value);
  out.end_object();
  return Checked{*account, {{}, json, false, {}}};
}

std::optional<Response> prepare_connect(Call& call, void* p, const Reader&) {
  auto& ask = *static_cast<connection::Connect*>(p);
  const auto* adapter = channel::adapter(call.param("platform"));
  if (!adapter) return problem(no_such_platform);
  auto good = checked(*adapter, given(call));
  if (auto* no = std::get_if<Response>(&good)) return std::move(*no);
  auto& [account, credentials] = std::get<Checked>(good);
  ask.kind = adapter->platform;
  ask.account = std::move(account);
  ask.credentials = about(ask.id, std::move(credentials));
  return {};
}

std::optional<Response> prepare_change(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<connection::Change*>(p);
  const auto all = given(call);
  const auto found = all.empty() ? std::nullopt : channel::find(call.services, reader, call.tenant, ask.id);
  if (!found) return {};                                 // a new name at most, or there is nothing that could be changed
  if (!found->adapter) return problem(no_such_platform);
  auto good = checked(*found->adapter, all);
  if (auto* no = std::get_if<Response>(&good)) return std::move(*no);
  auto& [account, credentials] = std::get<Checked>(good);
  ask.account = std::move(account);
  ask.credentials = about(ask.id, std::move(credentials));
  return {};
}

Response connected(const Call&, const Committed& record) {
  return made(row_json(*row_made<Connections>(record, Key(record.commit.subject)), stamp_of(record)), record.commit.subject_version,
              "/integrations/" + to_string(record.commit.subject));
}

// Where people reach this house, and providers.
std::string own_site(const Call& call) {
  return call.services.public_url.empty() ? site_of({}, call.request->header("host")).origins.back() : call.services.public_url;
}

const ConnectionRow& row_in(const StampedRow& stored) { return *static_cast<const ConnectionRow*>(stored.row.get()); }

Response all(const Call& call, const Reader& reader) {
  return local_page<Connections>(call, reader, Connections::all, call.tenant, {}, channels::integrations.of(call.tenant),
                                 [](const auto& listed) { return row_json(row_in(listed.row), listed.row.stamp); });
}

Response one(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  const auto stored = id ? reader.row(lookup_of<Connections>(), call.tenant, Key(*id)) : std::nullopt;
  if (!stored) return problem(connection::rule::no_such_connection);
  const auto found = channel::find(call.services, reader, call.tenant, {*id}, own_site(call));
  connection::ByHand told;
  if (found && found->adapter && call.actor.can.has(connection::right::manage)) {
    if (found->adapter->told != channel::Told::from_here) told.webhook_url = found->tie.hook;
    if (found->adapter->told == channel::Told::by_hand_with_token) told.verify_token = found->tie.hook_secret;
  }
  return resource(call, reader, row_json(row_in(*stored), stored->stamp, [&](JsonWriter& out) { add_members(out, told); }), stored->stamp.version,
                  channels::integrations.of(call.tenant));
}

// --- what providers deliver ------------------------------------------------------------------------------------------------

Personal<std::string> outside(Vault& vault, const std::string& text) { return {{}, text, false, match_of(vault, text)}; }
MaybePersonal unless_empty(const std::string& text) { return text.empty() ? MaybePersonal{} : MaybePersonal{{{}, text, false, {}}}; }

// Byte for byte, under the day's key. The same bytes are the same delivery.
route::Told::Event as_delivered(const Call& call, const Id<Connection>& id) {
  const auto& services = call.services;
  const auto day = std::chrono::floor<std::chrono::days>(services.now()).time_since_epoch().count();
  const auto of_day = sha256("deliveries of a day", std::string(id.value.raw()) + std::to_string(day)), body = sha256(call.request->body);
  connection::Deliver ask{{uuid_of(raw(of_day))}, services.ids.next<RawDelivery>(), id, {}};
  ask.raw = about(ask.id, base64(call.request->body));
  return {"delivery " + hexadecimal(raw(body)), AnyAsk::of(std::move(ask))};
}

route::Told::Event as_heard(const Services& services, const Id<Connection>& id, const channel::Found& over, const channel::Heard& heard) {
  message::Hear ask{services.ids.next<Message>(), id, over.adapter->channel, over.adapter->scope(over.row->account), outside(services.vault, heard.sender), {}, {}, {}, {}, {}, {}};
  ask.sender_name = unless_empty(heard.sender_name);
  ask.sender_handle = unless_empty(heard.sender_handle);
  ask.external_id = outside(services.vault, heard.message);
  ask.written_at = heard.written_at;
  ask.text = {{}, heard.text, false, {}};
  if (!heard.content.empty()) ask.content = heard.content;
  return {heard.event, AnyAsk::of(std::move(ask))};
}

route::Told::Event as_fared(const Services& services, const Id<Connection>& id, const channel::Found& over, const channel::Fared& fared) {
  message::HearStatus ask{id, over.adapter->scope(over.row->account), outside(services.vault, fared.recipient), outside(services.vault, fared.message), fared.status};
  if (!fared.why.empty()) ask.why = fared.why;
  return {fared.event, AnyAsk::of(std::move(ask))};
}

// Whose deliveries come to that address; or why there is none.
struct Addressed { Uuid business; Id<Connection> id; channel::Found over; };
std::variant<Addressed, Response> addressed(const Call& call, const Reader& reader) {
  const auto token = read_token(TokenKind::connection, call.param("account"), token_secret(call.services));
  auto found = token ? channel::find(call.services, reader, token->tenant, {token->id}, own_site(call)) : std::nullopt;
  if (!found || !found->adapter || found->row->platform != call.param("platform")) return problem(no_such_hook);
  if (found->row->status == connection::Status::ended) return problem(hook_over);
  return Addressed{token->tenant, {token->id}, std::move(*found)};
}

Response challenge(const Call& call, const Reader& reader) {
  const auto hook = addressed(call, reader);
  if (const auto* no = std::get_if<Response>(&hook)) return *no;
  const auto& over = std::get<Addressed>(hook).over;
  if (!over.adapter->challenged) return problem(no_such_hook);
  auto answer = over.adapter->challenged(*call.request, over.tie);
  if (!answer) return problem(signature_wrong);
  return {200, {{"Cache-Control", "no-store"}}, std::move(*answer), std::string(over.adapter->challenge_type)};
}

// A delivery is one record, sealed, in base64 twice: of more than this there is no room in it.
constexpr std::size_t longest_delivery = 384 << 10;
// Things that one may tell of: as many as Meta puts into one. Each is a record of its own.
constexpr std::size_t most_in_a_delivery = 1000;

std::variant<route::Told, Response> receive(const Call& call, const Reader& reader) {
  auto hook = addressed(call, reader);
  if (auto* no = std::get_if<Response>(&hook)) return std::move(*no);
  const auto& [business, id, over] = std::get<Addressed>(hook);
  if (!over.adapter->verify(*call.request, over.tie)) return problem(signature_wrong);
  route::Told told{business, {as_delivered(call, id)}, {200, {}, std::string(over.adapter->answer), std::string(over.adapter->answer_type)}};
  const auto happened = over.adapter->normalise(call.request->body, over.row->account);
  if (happened.size() > most_in_a_delivery) return problem(too_much_at_once);
  for (const auto& one : happened) {
    const auto* heard = std::get_if<channel::Heard>(&one);
    told.events.push_back(heard ? as_heard(call.services, id, over, *heard) : as_fared(call.services, id, over, std::get<channel::Fared>(one)));
  }
  return told;
}

// Names that some platform's deliveries are known by.
std::vector<std::string_view> headers_read() {
  std::vector<std::string_view> names;
  for (const auto& adapter : channel::adapters()) names.insert(names.end(), adapter.headers.begin(), adapter.headers.end());
  return names;
}

bool hears(const Actor& actor, const ChannelIds&, const Uuid&, const Rows&) { return actor.can.has(connection::right::view); }

Route connecting() {
  auto route = creating<connection::Connect>("POST", "/integrations/{platform}/connect", connection::right::manage, Scope::business, &connected);
  return dangerous(showing<ConnectionRow>(reading<CredentialsGiven>(with(std::move(route), &prepare_connect, {"kind", "account", "settings", "credentials"}))));
}

Route changing() {
  auto route = command<connection::Change>("PATCH", "/integrations/{id}", connection::right::manage, Scope::business);
  return dangerous(setting({"name"}, reading<CredentialsGiven>(with(std::move(route), &prepare_change, {"account", "credentials"}))));
}

}  // namespace

Module connect::connection() {
  namespace right = millrace::connection::right;
  namespace rule = millrace::connection::rule;
  return {
      .name = "connect/connection",
      .write_side = commands::connection(),
      .projections = {projections::connections(), projections::connection_credentials(), projections::forgotten_days()},
      .routes = {
          connecting(),
          paging<ConnectionRow>(read("/integrations", right::view, Scope::business, &all)),
          also<millrace::connection::ByHand>(showing<ConnectionRow>(historical(read("/integrations/{id}", right::view, Scope::business, &one)))),
          changing(),
          dangerous(command<millrace::connection::End>("DELETE", "/integrations/{id}", right::manage, Scope::business)),
          command<millrace::connection::Test>("POST", "/integrations/{id}/test", right::manage, Scope::business),
          refusing({Kind::unauthenticated, Kind::gone}, read("/integrations/{platform}/webhook/{account}", anybody, Scope::provider, &challenge)),
          refusing({Kind::unauthenticated, Kind::gone}, up_to(longest_delivery, webhook("/integrations/{platform}/webhook/{account}", &receive, headers_read()))),
      },
      .channels = {{channels::integrations, &hears, {"integration"}}},
      .rules = {rule::no_such_connection, rule::connection_exists, rule::account_taken, rule::over, rule::name_invalid, rule::other_account, rule::too_many,
                rule::by_a_provider, no_such_platform, credentials_invalid, no_such_hook, hook_over, signature_wrong, too_much_at_once},
      .rights = {right::view, right::manage},
      .effects = {sending(), subscribing(), probing()},
  };
}

}  // namespace millrace
