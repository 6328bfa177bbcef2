// Quarters of a year, by which tables that only grow are partitioned: by when a row's key was made, which a UUIDv7 says (RFC 9562 §5.7).
//
// Why by the key and not by a column of the row: it is in the primary key already, it never changes, and whoever looks a row up by
// its key looks into one partition. Why not by months: a list locks and plans every partition with its indexes, five years of months
// and ten indexes are 660 locks a statement, and PostgreSQL comes with room for 6,400 in all.
#pragma once

#include "domain/core/fold.hpp"
#include "domain/core/time.hpp"

namespace millrace {

// UTC, counted from the first one of 1970.
using Quarter = int;
Quarter quarter_of(Time);
Time begin_of(Quarter);
std::string quarter_name(Quarter);                       // "2026q4"
// Nothing for what is no UUIDv7.
std::optional<Quarter> quarter_of(const Key&);
// What the keys of that quarter and of later ones are not below, and those of earlier ones are: six bytes.
std::string first_key_of(Quarter);

}  // namespace millrace
