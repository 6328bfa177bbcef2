// What stands on the house's schema in a database, for people and for us: a comment, which whoever connects can read and only the table owner write.
#pragma once

#include <string>

namespace millrace {

// Empty: nothing. Both throw PgError.
std::string label_of(const std::string& dsn);
void set_label(const std::string& dsn, const std::string& label);

}  // namespace millrace
