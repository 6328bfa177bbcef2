// API keys of a business: giving, rotating and taking them; and who comes with one.
#include "commands/identity/api_key/asks.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/modules.hpp"
#include "projections/identity/api_keys.hpp"
#include "schemas/api_key.hpp"

namespace millrace {

namespace {

using api_key::ApiKeys;
using api_key::ApiSecrets;
using api_key::KeyRow;
using api_key::SecretRow;
using Prepared = std::optional<Response>;

const KeyRow& key_of(const StampedRow& stored) { return *static_cast<const KeyRow*>(stored.row.get()); }

struct KeyText {
  std::optional<std::string> key;            // the whole text, which nothing else shows
};
BOOST_DESCRIBE_STRUCT(KeyText, (), (key))
struct Renewed {
  std::optional<std::string> key;
  std::string hint;
  Time old_until{};
};
BOOST_DESCRIBE_STRUCT(Renewed, (), (key, hint, old_until))

// Made of the secret's id with a secret of the master key, so that a repeat of the request shows the same. Its bytes are as good as chance to
// whoever has not that secret.
std::string text_of(const Services& services, const Id<ApiSecret>& id) {
  const auto secret = services.vault.secret("api keys");
  return api_key_text(hmac_sha256(raw(secret), id.value.raw()));
}

template <class Ask>
Prepared with_a_secret(Call& call, void* p, const Reader&) {
  auto& ask = *static_cast<Ask*>(p);
  ask.secret_id = call.services.ids.template next<ApiSecret>();
  const auto text = text_of(call.services, ask.secret_id);
  ask.secret_hash = api_key_hash(text);
  ask.hint = text.substr(text.size() - 4);
  return {};
}

// Under another master key a secret of before cannot be shown again; it goes on being good.
std::optional<std::string> shown(const Call& call, const Id<ApiSecret>& id, const std::string& hash) {
  auto text = text_of(call.services, id);
  if (!equal_secrets(api_key_hash(text), hash)) return {};
  return text;
}

Response secret(Response response) {
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response created(const Call& call, const Committed& record) {
  const auto& e = *last_fact<api_key::Created>(record);
  const auto stamp = stamp_of<api_key::Created>(record);
  auto body = row_json(*row_made<ApiKeys>(record, Key(e.id)), stamp, [&](JsonWriter& out) { add_members(out, KeyText{shown(call, e.secret_id, e.secret_hash)}); });
  return secret(made(std::move(body), stamp.version, "/api-keys/" + to_string(e.id)));
}

Response rotated(const Call& call, const Committed& record) {
  const auto& e = *last_fact<api_key::Rotated>(record);
  return secret(adding(changed(call, record), Renewed{shown(call, e.secret_id, e.secret_hash), e.hint, e.old_until}));
}

Response all(const Call& call, const Reader& reader) {
  return local_page<ApiKeys>(call, reader, ApiKeys::all, call.tenant, {}, {}, [](const auto& listed) { return row_json(key_of(listed.row), listed.row.stamp); });
}

Response one(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  const auto stored = id ? reader.row(lookup_of<ApiKeys>(), call.tenant, Key(*id)) : std::nullopt;
  if (!stored) return problem(api_key::rule::no_such_key);
  return resource(call, reader, row_json(key_of(*stored), stored->stamp), stored->stamp.version);
}

const ApiKey::Active* good(const ApiKey::State& state, Time now) {
  const auto* key = std::get_if<ApiKey::Active>(&state);
  return key && (!key->expires_at || now < *key->expires_at) ? key : nullptr;    // its timer may be late
}

// Which key is asked for, nobody can tell from how long it takes: what is looked for is a hash.
std::optional<Services::KeyHolder> holder(const Reader& reader, std::string_view text, Time now) {
  if (!written_like_api_key(text)) return {};
  const auto hash = api_key_hash(text);
  const auto found = reader.list(lookup_of<ApiSecrets>(), ApiSecrets::by_hash, {}, {hash, {}, false, 1});
  if (found.empty()) return {};
  const auto& secret = *static_cast<const SecretRow*>(found.front().row.row.get());
  if (!equal_secrets(secret.hash, hash) || (secret.until && now >= *secret.until)) return {};
  const auto state = state_row<ApiKey>(reader, secret.business_id.value, secret.key_id.value);
  const auto* key = good(*state, now);
  if (!key) return {};
  const bool noted = key->used_at && now - *key->used_at < api_key::use_grain;
  return Services::KeyHolder{secret.business_id.value, secret.key_id.value, uuid_of(found.front().key.bytes), key->per_minute.value_or(0), noted};
}

bool live(const Rows& rows, const Uuid& business, const Uuid& secret) { return find_row<ApiSecrets>(rows, business, secret) != nullptr; }

Request use(const Services::KeyHolder& holder) {
  return {"POST", "/api-keys/" + to_string(holder.key) + "/used", {}, {{"content-type", "application/json"}}, "{}", {}};
}

constexpr ApiKeyRules known_by{&holder, &live, &use};

}  // namespace

Module identity::api_key() {
  return {
      .name = "identity/api_key",
      .write_side = commands::api_key(),
      .projections = {projections::api_keys(), projections::api_secrets()},
      .routes = {
          dangerous(showing<KeyRow, KeyText>(settling(with(creating<api_key::Create>("POST", "/api-keys", api_key::right::manage, Scope::business, &created),
                                                         &with_a_secret<api_key::Create>, {"secret_id", "secret_hash", "hint"})))),
          paging<KeyRow>(read("/api-keys", api_key::right::manage, Scope::business, &all)),
          showing<KeyRow>(read("/api-keys/{id}", api_key::right::manage, Scope::business, &one)),
          dangerous(also<Renewed>(settling(with(command<api_key::Rotate>("POST", "/api-keys/{id}/rotate", api_key::right::manage, Scope::business, &rotated),
                                                &with_a_secret<api_key::Rotate>, {"secret_id", "secret_hash", "hint"})))),
          settling(command<api_key::Revoke>("DELETE", "/api-keys/{id}", api_key::right::manage, Scope::business)),
          never_refusing({Kind::conflict}, command<api_key::Use>("POST", "/api-keys/{id}/used", anybody, Scope::business)),
      },
      .rules = {api_key::rule::no_such_key, api_key::rule::key_exists, api_key::rule::key_over, api_key::rule::people_only, api_key::rule::key_name_invalid, api_key::rule::scope_unknown,
                api_key::rule::beyond_own, api_key::rule::expires_at_invalid, api_key::rule::too_many_keys},
      .rights = {api_key::right::manage},
      .access = {{&lookup_of<ApiSecrets>(), &affects<Affected::Whom::session>}},
      .api_keys = &known_by,
  };
}

}  // namespace millrace
