// The kinds of effects that are the house's own.
#pragma once

#include "gateways/core/effect_kind.hpp"

namespace millrace::effects {

EffectKind email();
EffectKind http_call();

// An effect's name in mail, the same at every attempt (RFC 5322 §3.6.4, without its angle brackets).
std::string message_id(const Uuid& tenant, const Id<Effect>&, std::string_view from);

}  // namespace millrace::effects
