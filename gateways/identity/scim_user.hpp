// A user as SCIM 2.0 has it (RFC 7643 §4.1): who has a seat in the team, and what the company's own directory says of them. Pure.
#pragma once

#include "domain/identity/member/state.hpp"
#include "gateways/identity/scim_filter.hpp"
#include "schemas/json/node.hpp"
#include "schemas/json/writer.hpp"

namespace millrace::scim {

struct User {
  Id<Member> id = {};
  std::string user_name = {}, email = {};
  std::optional<std::string> external_id = {}, display_name = {}, given_name = {}, family_name = {};
  std::string role = {};
  bool active = true;
  std::string known_as = {};                 // among the team: shown where the directory says no name
  Time created{};
  // Whether the directory says the same of both.
  bool same_entry(const User& other) const {
    const auto entry = [](const User& u) { return std::tie(u.user_name, u.email, u.external_id, u.display_name, u.given_name, u.family_name); };
    return entry(*this) == entry(other);
  }
};

// What is wrong with what a client wants.
struct Wrong {
  enum class What { syntax, value, path };
  What what;
  std::string why;
};

// The user that a POST or PUT says, on top of what is not its to say; attributes that nobody keeps are let be (RFC 7644 §3.3).
std::optional<Wrong> replace(User&, Node resource);
// What a PATCH says (§3.5.2), as Entra ID and Okta spell it, too: operations in any case, texts that say true and false, values with paths as names.
std::optional<Wrong> patch(User&, Node request);

// What a filter may ask for; nothing: there is no such attribute.
std::optional<Values> values_of(const User&, const std::string& attribute);

// `version` is of its stream, `location` where it is.
void write(JsonWriter&, const User&, std::int64_t version, std::string_view location);

}  // namespace millrace::scim
