#include "gateways/identity/addresses.hpp"

#include "commands/identity/account/lookups.hpp"

namespace millrace {

namespace {

constexpr std::string_view shared = "shared";
constexpr std::size_t shown_at_most = 1000;

std::optional<std::string> place(const void* row) {
  if (static_cast<const account::AccountsFound*>(row)->accounts.size() < 2) return {};
  return std::string(shared);
}

}  // namespace

Projection addresses() {
  return {.fold = &lookup_of<account::AccountByEmail>(), .resource = {}, .indexes = {{shared, &place}}};
}

SharedAddresses shared_addresses(const Reader& reader) {
  SharedAddresses out;
  if (reader.parked(lookup_of<account::AccountByEmail>(), Uuid{})) return out;
  const Reader::Page page{std::string(shared), {}, false, shown_at_most};
  for (const auto& listed : reader.list(lookup_of<account::AccountByEmail>(), shared, Uuid{}, page))
    out.push_back(static_cast<const account::AccountsFound*>(listed.row.row.get())->accounts);
  return out;
}

}  // namespace millrace
