// By what imported people are told apart.
#include <algorithm>

#include "commands/inbox/imports/lookups.hpp"

namespace millrace {

using imports::Person;
using imports::PersonBy;
using imports::PersonRow;

PersonRow Person::of(const customer::Created& e) {
  PersonRow r{name_as_kept(e.source.value_or("")), match(e.author ? e.author : e.name), id_match(e.author_id), match(e.author_address), {}, {}};
  if (e.came_by == customer::CameBy::visitor) return r;
  r.email = match(e.email);
  r.phone = match(e.phone);
  return r;
}

std::optional<Uuid> Person::match(const std::optional<Personal<std::string>>& text) {
  return text && !text->erased ? std::optional{text->match} : std::nullopt;
}

std::optional<Uuid> Person::id_match(const std::optional<Personal<std::string>>& id) {
  return id ? exact_match(name_as_kept(*id)) : std::nullopt;
}

Keys PersonBy::keys(const customer::Created& e) { return keys(Person::of(e)); }

Keys PersonBy::keys(const customer::Changed& e) { return keys(PersonRow{{}, {}, {}, {}, Person::match(e.email), Person::match(e.phone)}); }

Keys PersonBy::keys(const PersonRow& person) {
  Keys all;
  if (person.id) all.emplace_back(imports::PersonKey{person.source, *person.id});
  for (const auto& address : {person.address, person.email, person.phone}) {
    if (!address) continue;
    Key key(imports::PersonKey{{}, *address});
    if (std::find(all.begin(), all.end(), key) == all.end()) all.push_back(std::move(key));
  }
  return all;
}

bool imports::is_among(const std::vector<PersonRow>& customer, const PersonRow& author) {
  const auto any = [&](auto so) { return std::any_of(customer.begin(), customer.end(), so); };
  const auto has_id = [&](const PersonRow& p) { return p.id && p.source == author.source; };
  if (author.id && any(has_id)) return any([&](const PersonRow& p) { return has_id(p) && p.id == author.id; });
  if (author.address && any([](const PersonRow& p) { return p.address || p.email || p.phone; }))
    return any([&](const PersonRow& p) { return p.has(*author.address); });
  return author.name && any([&](const PersonRow& p) { return p.name == author.name; });
}

}  // namespace millrace
