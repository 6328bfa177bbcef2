// The operator: an ordinary account, made at the first start. Its log-in lies in keys/operator, readable by the owner of the data
// directory alone; `millrace import` uses it.
#pragma once

#include <filesystem>

#include "infra/runtime/running_mill.hpp"

namespace millrace {

struct Operator { std::string email, password; };

// Signs it up unless keys/operator is there already.
void make_operator(const std::filesystem::path& keys, RunningMill&, const Services&);
// What `make_operator` has left in keys/operator; throws std::runtime_error that names the file.
Operator read_operator(const std::filesystem::path& file);

}  // namespace millrace
