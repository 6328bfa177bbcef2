// What `millrace doctor` looks at of what options name: the environment, files with secrets, the certificate, sign-in providers, the mail server, signed
// heads, the collector of spans, disks of their own.
#pragma once

#include <filesystem>

#include "infra/main/findings.hpp"
#include "infra/main/options.hpp"

namespace millrace {

void check_named(const ServeOptions&, const std::filesystem::path& data, Findings&);

}  // namespace millrace
