#include "schemas/fold/committed.hpp"

#include <algorithm>

#include "schemas/journal/record_work.hpp"
#include "schemas/json/wires.hpp"

namespace millrace {

std::variant<Committed, Unreadable> open_commit(Partition partition, Offset offset, Commit commit, Vault& vault) {
  record_work.opened.fetch_add(1, std::memory_order_relaxed);
  Committed out{partition, offset, std::move(commit), {}, {}};
  for (const auto& entry : out.commit.facts) {
    const auto* type = Wires::house().any(entry.wire);
    if (!type) return Unreadable{{}, "fact " + entry.wire + " is unknown to this release"};
    const Document document{entry.body};
    if (document.fault() != Document::Fault::none) return Unreadable{{}, entry.wire + ": " + document.why()};
    auto value = type->shape->make();
    const Sealing sealing{vault, out.commit.tenant, entry.stream, entry.wire, {}};
    auto decoded = decode(*type->shape, document.root(), value.get(), &sealing);
    if (decoded.missing_key) return Unreadable{decoded.missing_key, "the key store lacks a key"};
    if (!decoded.ok())
      return Unreadable{{}, entry.wire + ": " + decoded.errors[0].pointer + " " + decoded.errors[0].detail};
    std::move(decoded.subject_keys.begin(), decoded.subject_keys.end(), std::back_inserter(out.subject_keys));
    out.facts.push_back(Wires::house().newest({type, std::move(value)}));
  }
  return out;
}

bool erased(const Committed& record, Vault& vault) {
  return std::any_of(record.subject_keys.begin(), record.subject_keys.end(), [&](const auto& subject_key) {
    return vault.open(subject_key.second, record.commit.tenant, {}, {}).how == Vault::Opening::erased;
  });
}

Meta meta_of(const Committed& c, std::size_t n) {
  const auto& entry = c.commit.facts[n];
  return {entry.occurred_at, c.commit.ts, entry.origin, c.commit.principal, c.commit.member,
          c.commit.tenant,   c.offset,    entry.version, {}};
}

}  // namespace millrace
