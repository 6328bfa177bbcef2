// `millrace journal copy`: a business that outgrows one machine, or comes back to one, moves with one command.
#pragma once

#include <string>

#include "infra/main/kafka_options.hpp"

namespace millrace {

struct CopyOptions {
  std::string data = ".millrace";
  std::string journal = "embedded";    // where it is now: embedded (in `data`) or kafka
  std::string to;                      // "kafka", or a data directory
  KafkaOptions kafka;
  std::string master_key_file;
};

// Records, then keys; then the source is marked as moved and no server serves it any more. Repeated after an interruption, it goes
// on. 0; throws WrongUse for what the caller must mend, NotCopied.
int journal_copy(const CopyOptions&);

}  // namespace millrace
