// The house's own messages by mail: each context brings those that are about its own. Pure; written when they are sent.
#pragma once

#include <variant>

#include "domain/effects/errands.hpp"
#include "gateways/core/services.hpp"
#include "projections/core/reader.hpp"
#include "projections/effects/effects.hpp"

namespace millrace {

// An errand is not wanted any more, or cannot be carried out: the effect is cancelled, and this is why ("invitation.over").
struct Moot { std::string why; };

// What a message is to whom it goes: a subject of one line and a text, both UTF-8.
struct Written { std::string subject, text; };

struct Writing {
  const email::Send& errand;
  const effects::EffectRow& row;             // what it is about
  Uuid tenant;
  const Reader& reader;
  const Services& services;
  const std::string& public_url;             // where people reach this house; without a slash at its end

  // What the errand says under that name; empty when it says nothing, or it has been erased.
  std::string value(std::string_view name) const {
    for (const auto& v : errand.values)
      if (v.name == name) return v.text ? *v.text : v.personal && !v.personal->erased ? v.personal->value : std::string{};
    return {};
  }
};

struct MailMessage {
  std::string_view name;                     // "member.invited": in errands for ever
  std::variant<Written, Moot> (*write)(const Writing&);
};

// What the mail of this house is made with.
struct MailSettings {
  std::string from;                          // address
  std::string public_url;
  std::vector<MailMessage> messages;
};

}  // namespace millrace
