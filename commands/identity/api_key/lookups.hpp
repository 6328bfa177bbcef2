// Questions about API keys that a rule asks the business.
#pragma once

#include "domain/identity/api_key/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::api_key {

struct KeyList {
  struct One { Id<ApiKey> key_id; Id<Member> vouched_by; };
  std::vector<One> keys;
};
BOOST_DESCRIBE_STRUCT(KeyList::One, (), (key_id, vouched_by))
BOOST_DESCRIBE_STRUCT(KeyList, (), (keys))

// Those that are good, and who answers for each: one row.
struct ActiveKeys : Fold<std::string, KeyList> {
  static constexpr auto name = "active_api_keys";
  static const AnyFold& erased();
  static constexpr auto key = "all";
  using Listens = FactsOf<ApiKey>;
  using Ignores = List<SecretRetired, Used>;
  static Keys keys(const auto&) { return {Key(std::string(key))}; }

  static Maybe on(Maybe r, const Created& e, const Meta&) {
    r = without(std::move(r), e.id);
    r->keys.push_back({e.id, e.vouched_by});
    return r;
  }
  static void on(KeyList& r, const Rotated& e, const Meta&) {
    for (auto& one : r.keys)
      if (one.key_id == e.id) one.vouched_by = e.vouched_by;
  }
  static Maybe on(Maybe r, const Revoked& e, const Meta&) { return without(std::move(r), e.id); }
  static Maybe on(Maybe r, const Expired& e, const Meta&) { return without(std::move(r), e.id); }

 private:
  static Maybe without(Maybe r, const Id<ApiKey>& id) {
    if (!r) r.emplace();
    std::erase_if(r->keys, [&](const auto& one) { return one.key_id == id; });
    return r;
  }
};

}  // namespace millrace::api_key
