// The kinds of effects that go out over connections.
#pragma once

#include "gateways/core/effect_kind.hpp"

namespace millrace::connect {

EffectKind sending();
EffectKind subscribing();
EffectKind probing();

// Whether it is to wait because its connection is paused.
bool held_back(const Preparing&);

}  // namespace millrace::connect
