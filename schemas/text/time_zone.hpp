// Time zones by the names of the IANA's database (RFC 6557): Europe/Berlin. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace millrace {

// As the database writes it, whatever the letters' case; nothing when there is none of that name. A name that it keeps for an older one's
// sake stays what it is.
std::optional<std::string> time_zone_as_kept(std::string_view);

}  // namespace millrace
