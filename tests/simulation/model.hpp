// What the cellar's rules say, written once more and differently: plain maps and one command after another. The judge holds every
// record and every refusal against it.
#pragma once

#include <set>

#include "tests/simulation/cellar.hpp"

namespace millrace::simulation {

class Model {
 public:
  // The rule's code, or the facts that follow, each as wire name and JSON.
  using Verdict = std::variant<std::string, std::vector<std::string>>;

  Verdict decide(const Command&, Time at) const;         // rights and rules; not the version
  void happened(const Uuid& tenant, const AnyFact&);
  std::int64_t version(const Uuid& tenant, const Uuid& stream) const;
  bool guest(const Uuid& tenant, const Uuid& id) const;
  std::optional<std::int64_t> level(const Uuid& tenant, const Uuid& jar) const;   // of one that is open
  std::size_t timers() const { return timers_.size(); }
  std::optional<Time> due(const Uuid& tenant, const Uuid& timer) const;

  static std::string text(const AnyFact&);

 private:
  struct Contents { std::string name; std::int64_t level = 0, dripped = 0; bool shut = false; };
  using At = std::pair<Uuid, Uuid>;
  const Contents* open(const Uuid& tenant, const Uuid& jar) const;
  std::vector<AnyFact> filled(const Uuid& tenant, const Id<Jar>&, std::int64_t by) const;

  std::map<At, Contents> jars_;
  std::map<std::pair<Uuid, std::string>, Uuid> names_;
  std::set<At> guests_;
  std::map<At, std::int64_t> versions_;
  std::map<At, Time> timers_;
};

}  // namespace millrace::simulation
