#include "gateways/core/amend.hpp"

namespace millrace {

Command by_the_house(const Uuid& tenant, AnyAsk ask, std::int64_t occasion) {
  const auto what = "amend" + std::string(ask.type->wire) + std::string(tenant.raw()) + std::string(ask.stream().raw());
  Command c;
  c.id = uuid_of(raw(sha256(what, std::to_string(occasion))));
  c.tenant = tenant;
  c.principal.kind = PrincipalKind::system;
  c.ask = std::move(ask);
  return c;
}

}  // namespace millrace
