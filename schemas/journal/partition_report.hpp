// What a partition of a journal is found to hold, wherever it is kept: for the tools that verify one.
#pragma once

#include <string>

#include "schemas/journal/accept.hpp"

namespace millrace {

struct PartitionReport {
  Offset records = 0;                  // intact ones
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;          // by the accept rule: counted, kept, never applied
  std::uint64_t undecodable = 0;
  Accepted head;                       // where the accepted history stands: chain, epoch, writer, seq
  // No record is missing or undecodable, and epoch, writer and sequence of each accepted one agree with its fence.
  bool chain_ok = true;
  std::string first_fault;             // why not, for people

  // The next record.
  void take(Partition, Offset, std::string_view bytes);
  void fault(std::string what);
};

}  // namespace millrace
