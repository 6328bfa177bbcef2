// The signed heads of a server's journal, as its options say: kept in a file, and on Kafka in a topic as well.
#pragma once

#include "infra/heads/keeper.hpp"
#include "infra/main/options.hpp"
#include "infra/runtime/metrics.hpp"

namespace millrace {

// What the signing key is derived under (signing_seed).
inline constexpr std::string_view heads_label = "heads";

// Not begun: Keeper::start. Throws WrongUse for what cannot be.
std::unique_ptr<heads::Keeper> server_heads(const ServeOptions&, const std::filesystem::path& data, const Journal&, Vault&, Metrics&);

}  // namespace millrace
