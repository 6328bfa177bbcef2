#include "gateways/connect/tie.hpp"

#include "gateways/core/entry.hpp"
#include "gateways/core/record_view.hpp"
#include "schemas/json/node.hpp"
#include "schemas/token.hpp"

namespace millrace::channel {

Fields fields_of(std::string_view json) {
  Fields fields;
  const Document document{json};
  if (document.fault() != Document::Fault::none || document.root().kind() != Node::Kind::object) return fields;
  document.root().members([&](std::string_view name, const Node& value) {
    if (value.kind() == Node::Kind::text) fields.emplace(name, value.text());
  });
  return fields;
}

std::optional<Found> find(const Services& services, const Reader& reader, const Uuid& business, const Id<Connection>& id,
                          const std::string& public_url) {
  const auto row = find_row<connection::Connections>(reader, business, id);
  if (!row) return {};
  Found found{adapter(row->platform), row, {}};
  if (!found.adapter) return found;
  const auto secrets = find_row<connection::Credentials>(reader, business, id);
  const auto endpoint = services.provider_endpoints.find(row->platform);
  auto& tie = found.tie;
  tie.account = row->account;
  tie.now = services.now();
  if (secrets && !secrets->credentials.erased) tie.credentials = fields_of(secrets->credentials.value);
  tie.endpoint = endpoint == services.provider_endpoints.end() ? std::string(found.adapter->endpoint) : endpoint->second;
  tie.hook = public_url + "/integrations/" + row->platform + "/webhook/" + make_token(TokenKind::connection, {business, id.value, 1}, token_secret(services));
  const auto secret = services.vault.secret("hooks");
  const auto mac = hmac_sha256(raw(secret), std::string(business.raw()) + std::string(id.value.raw()));
  tie.hook_secret = hexadecimal(raw(mac));
  return found;
}

}  // namespace millrace::channel
