// Who knows how far a journal in segment files was acknowledged, besides itself: the local store, PostgreSQL, the archive. A journal
// that ends earlier than one of them knows has lost records, however whole it looks.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "infra/segments/segment.hpp"

namespace millrace {

struct Witness {
  std::string who;
  segments::Ends knows;                // one past the newest record of each partition
};

struct WitnessOptions {
  std::string postgres, archive;       // as those of serve; empty: not asked
};

// Those of that data directory that can be asked just now; what is in the way of asking is said. Beside a running server they grow:
// ask them before the journal is read.
std::vector<Witness> witnesses(const std::filesystem::path& data, const Uuid& incarnation, const WitnessOptions&,
                               const std::function<void(const std::string&)>& say);
// A line for each that knows of more.
std::vector<std::string> contradictions(const std::vector<Witness>&, const segments::Ends& there);
std::string names_of(const std::vector<Witness>&);     // "the local store, PostgreSQL"

// The same of a data directory whose server is not running, before it starts. Throws segments::Lost, and what opening throws.
void refuse_short_journal(const std::filesystem::path& data, const WitnessOptions&, const std::function<void(const std::string&)>& say);

// For tools that are not told of PostgreSQL: they say that they have not asked it. Not where it is, which may hold a password.
void remember_postgres(const std::filesystem::path& data, const std::string& dsn);

// Nobody speaks of those records any more: the local store and PostgreSQL's tables go, to be built from the journal as it is, and copies in the
// archive that are no longer of it are renamed. The caller holds the directory.
void silence_witnesses(const std::filesystem::path& data, const WitnessOptions&);

}  // namespace millrace
