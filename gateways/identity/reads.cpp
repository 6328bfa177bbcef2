// What a process of this house tells of what it has shown (core/reads.hpp).
#include "commands/identity/reads/asks.hpp"
#include "gateways/core/reads.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/modules.hpp"

namespace millrace {

namespace {

static_assert(seen::fact == std::string_view{reads::Noted::wire});

}  // namespace

Module identity::reads() {
  return {
      .name = "identity/reads",
      .write_side = commands::reads(),
      .routes = {keyless(up_to(long_text, command<reads::Note>("POST", "/businesses/{business_id}/reads/{id}", anybody, Scope::house)))},
  };
}

}  // namespace millrace
