// Records for tests: random ones for properties, and a writer that keeps a chain as an owner does.
#pragma once

#include <random>

#include "schemas/journal/accept.hpp"

namespace millrace::testing {

Uuid uuid_from(std::mt19937_64&);
Commit random_commit(std::mt19937_64&);
Fence random_fence(std::mt19937_64&);
Noop random_noop(std::mt19937_64&);
Record random_record(std::mt19937_64&);

// Writes the records of one partition as the owner of it would.
class ChainWriter {
 public:
  ChainWriter(Partition partition, Uuid incarnation, Uuid writer)
      : partition_(partition), incarnation_(incarnation), writer_(writer) {}
  // A fence above whatever was read in `from`.
  std::string fence(const Accepted& from);
  std::string commit(std::string_view body);
  std::string noop();
  const Accepted& state() const { return state_; }

 private:
  std::string moved_on(Record);

  Partition partition_;
  Uuid incarnation_;
  Uuid writer_;
  Accepted state_;
  Offset next_ = 0;
};

// Folds bytes as every reader does: undecodable ones are not accepted.
bool offered(Accepted&, Partition, Offset, std::string_view bytes);

}  // namespace millrace::testing
