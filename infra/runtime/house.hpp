// Every context, projection and table of routes is named in one House (infra/main/house.cpp) and nowhere else.
#pragma once

#include "commands/core/decider.hpp"
#include "gateways/core/hub.hpp"

namespace millrace {

struct House {
  WriteSide write_side;
  std::vector<Projection> projections;
  Routes routes;
  std::vector<ChannelFamily> channels;
  Authorise authorise;
  bool (*session_live)(const Rows&, const Uuid& session);
  // What is to be asked when an access token that came with that refresh token has been used; nothing when that is known.
  std::optional<Request> (*first_use)(const Rows&, const Uuid& session, std::int64_t refresh);
  std::vector<const AnyFold*> rights;          // folds whose change may take a channel away from somebody

  std::vector<Command> (*amends)(const Services&, const Reader&) = nullptr;   // asked once, at the start

  // States, lookups and projections, each once.
  std::vector<const AnyFold*> folds() const;
  // Tells the process's table of wire names what this house writes.
  void register_wires() const;
};

House house();

}  // namespace millrace
