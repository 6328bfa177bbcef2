// The kinds of effects that go out over connections.
#pragma once

#include "gateways/core/effect_kind.hpp"

namespace millrace::connect {

EffectKind sending();
EffectKind subscribing();
EffectKind probing();

}  // namespace millrace::connect
