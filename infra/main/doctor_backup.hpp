// What `millrace doctor` looks at of the backups that `serve --backup` makes.
#pragma once

#include <filesystem>

#include "infra/main/findings.hpp"
#include "infra/main/options.hpp"

namespace millrace {

void check_backups(const ServeOptions&, const std::filesystem::path& data, Findings&);

}  // namespace millrace
