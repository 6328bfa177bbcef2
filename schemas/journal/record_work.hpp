// How often this process has done each part of reading a record, for who asks whether it is done once a record. Nothing depends on it.
#pragma once

#include <atomic>
#include <cstdint>

namespace millrace {

struct RecordWork {
  std::atomic<std::int64_t> decoded = 0;                 // decode(): bytes into a record
  std::atomic<std::int64_t> hashed = 0;                  // next_chain(): read ones, and each once when it is written
  std::atomic<std::int64_t> opened = 0;                  // open_commit(): facts out of their JSON, personal text out of its seal
};
inline RecordWork record_work;                           // any thread

}  // namespace millrace
