// The operator: an ordinary account, made at the very first start before anybody can sign up (infra/main/operator.hpp), and known by its
// address, which no route changes. It sees how the house does; what businesses have it sees where it is a member.
#pragma once

#include "gateways/core/services.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace {

inline constexpr std::string_view operator_email = "operator@millrace.localhost";

bool is_operator(const Services&, const Rows&, const Uuid& account);

}  // namespace millrace
