// A password that somebody wants to have from now on.
#pragma once

#include "gateways/core/route.hpp"

namespace millrace {

// What is wrong with it, and how its reader mends that; nothing: it can be taken. `pointer` is the body's member that holds it.
std::optional<Response> wrong_password(const std::string& given, std::string_view pointer = "/password");
// PHC string of one that can be taken.
std::string hash_of(const Call&, const std::string& given);

}  // namespace millrace
