// The contexts of a house, joined: what the process runs. They are named in infra/main/house.cpp and nowhere else.
#pragma once

#include "commands/core/decider.hpp"
#include "gateways/core/module.hpp"

namespace millrace {

struct House {                                 // the columns are those of Module
  WriteSide write_side;
  std::vector<Projection> projections;
  Routes routes;
  std::vector<ChannelFamily> channels;
  std::vector<PublicEvent> public_events;
  std::vector<activity::Told> activity;
  std::vector<Rule> rules;
  std::vector<Right> rights;
  std::vector<EffectKind> effects;
  std::vector<MailMessage> mails;
  std::vector<AccessFold> access;
  std::vector<std::vector<Command> (*)(const Services&, const Reader&)> amends;
  Authorise authorise = nullptr;
  bool (*session_live)(const Rows&, const Uuid& session) = nullptr;
  bool (*session_fresh)(const Rows&, const Uuid& session, Time now) = nullptr;
  bool (*lacks_factor)(const Principal&, const Uuid& tenant, const Rows&) = nullptr;
  std::optional<SeenFrom> (*seen_from)(const Rows&, const Uuid& session) = nullptr;
  bool (*signed_in_otherwise)(const Principal&, const Uuid& session, const Uuid& tenant, const Rows&) = nullptr;
  std::optional<Request> (*first_use)(const Rows&, const Uuid& session, std::int64_t refresh) = nullptr;
  const ApiKeyRules* api_keys = nullptr;
  const PresenceRules* presence = nullptr;

  // States, lookups and projections, each once.
  std::vector<const AnyFold*> folds() const;
  // Those without the projections that nothing else is: what an owner folds ahead of the store.
  std::vector<const AnyFold*> read_by_rules() const;
  // Tells the process's tables of wire names, of public events, of activities and of rights what this house writes, tells and knows.
  void register_types() const;
};

// Throws std::logic_error when two of them say who comes in.
House joined(const std::vector<Module>&);

std::vector<Module> contexts();                // of this program
House house();                                 // of them

}  // namespace millrace
