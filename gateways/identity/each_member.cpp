#include "gateways/identity/each_member.hpp"

namespace millrace {

void each_member(const Reader& reader, std::string_view index, const std::function<void(const member::MemberRow&)>& what) {
  Reader::Page page{.prefix = "", .limit = 1'000};
  for (;;) {
    const auto members = reader.list(lookup_of<member::Members>(), index, {}, page);
    for (const auto& listed : members) what(*static_cast<const member::MemberRow*>(listed.row.row.get()));
    if (members.size() < page.limit) return;
    page.after = members.back().place;
  }
}

}  // namespace millrace
