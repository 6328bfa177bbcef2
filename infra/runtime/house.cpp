#include "infra/runtime/house.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "gateways/core/refusals.hpp"
#include "schemas/rights.hpp"

namespace millrace {

namespace {

template <class T>
void append(std::vector<T>& all, const std::vector<T>& more) { all.insert(all.end(), more.begin(), more.end()); }

std::vector<const AnyFold*> each_once(std::vector<const AnyFold*> all) {
  std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

template <class What>
void only_one(What*& of_house, What* mine, const Module& m, const char* what) {
  if (of_house && mine) throw std::logic_error(std::string(m.name) + " is the second context that says " + what);
  if (mine) of_house = mine;
}

// What a family of channels carries is published on it, so a change there is told its clients.
void tell_families(House& house) {
  for (auto& projection : house.projections) {
    std::set<std::string_view> families;
    for (const auto& family : house.channels)
      if (std::find(family.carries.begin(), family.carries.end(), projection.resource) != family.carries.end()) families.emplace(family.name.family());
    if (projection.publish) projection.families = {families.begin(), families.end()};
  }
}

}  // namespace

House joined(const std::vector<Module>& modules) {
  House house{};
  std::vector<WriteSide> sides;
  for (const auto& m : modules) {
    sides.push_back(m.write_side);
    append(house.projections, m.projections);
    append(house.routes, m.routes);
    note_refusals(m.rules, m.routes);
    append(house.channels, m.channels);
    append(house.public_events, m.public_events);
    append(house.activity, m.activity);
    append(house.rules, m.rules);
    append(house.rights, m.rights);
    append(house.effects, m.effects);
    append(house.mails, m.mails);
    append(house.access, m.access);
    if (m.amends) house.amends.push_back(m.amends);
    only_one(house.authorise, m.authorise, m, "what somebody is");
    only_one(house.session_live, m.session_live, m, "whether a session is live");
    only_one(house.session_fresh, m.session_fresh, m, "whether a session is fresh");
    only_one(house.lacks_factor, m.lacks_factor, m, "who lacks a second factor");
    only_one(house.seen_from, m.seen_from, m, "where a log-in came from");
    only_one(house.signed_in_otherwise, m.signed_in_otherwise, m, "who has signed in another way");
    only_one(house.first_use, m.first_use, m, "what the first use of a token asks");
    only_one(house.api_keys, m.api_keys, m, "how API keys are known");
    only_one(house.presence, m.presence, m, "what becomes of who is there");
  }
  house.write_side = join(std::move(sides));
  tell_families(house);
  return house;
}

House house() { return joined(contexts()); }

std::vector<const AnyFold*> House::folds() const {
  auto all = write_side.folds;
  for (const auto& p : projections) all.push_back(p.fold);
  return each_once(std::move(all));
}

std::vector<const AnyFold*> House::read_by_rules() const { return each_once(write_side.folds); }

void House::register_types() const {
  for (const auto tell : write_side.wires) tell(Wires::house());
  PublicEvents::house().add(public_events);
  Activities::house().add(activity);
  for (const auto& right : rights) Rights::house().add(right);
}

}  // namespace millrace
