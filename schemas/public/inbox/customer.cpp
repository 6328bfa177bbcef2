#include "schemas/public/inbox/customer.hpp"

namespace millrace {

namespace {

using namespace events;

std::optional<CustomerCreated> created(const customer::Created& e) {
  return CustomerCreated{e.id, e.came_by, plain(e.name), plain(e.email), plain(e.phone), plain(e.author)};
}
std::optional<CustomerChanged> changed(const customer::Changed& e) {
  return CustomerChanged{e.id, plain(e.name), plain(e.email), plain(e.phone), e.cleared};
}
std::optional<CustomerTagged> tagged(const customer::Tagged& e) { return CustomerTagged{e.id, e.tags, e.added, e.removed}; }

}  // namespace

std::vector<PublicEvent> events::customer() {
  return {told<&created>("customers"), told<&changed>("customers"), told<&tagged>("customers")};
}

}  // namespace millrace
