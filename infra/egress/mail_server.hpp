// The mail server that the operator names.
#pragma once

#include <string>

#include "infra/egress/outside_client.hpp"

namespace millrace {

// smtp://host[:port] (587 unless it says another; STARTTLS is required, but for a server on this machine) or smtps://host[:port] (465).
// Throws std::invalid_argument that says what is wrong with it.
MailServer mail_server(const std::string& url, std::string user, std::string password);

}  // namespace millrace
