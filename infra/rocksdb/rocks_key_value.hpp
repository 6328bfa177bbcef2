// The key-value store on disk: RocksDB with one column family and no write-ahead log. A crash loses the newest writes, never part
// of a batch and never an older one while a newer one stays; what is lost is folded from the journal again.
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>

#include "projections/core/key_value.hpp"
#include "projections/core/store_layout.hpp"

namespace millrace {

// The disk or the files are broken. Not worth a retry in this process: remove the directory, it is rebuilt from the journal.
struct StoreBroken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class RocksKeyValue final : public KeyValue {
 public:
  struct Options {
    std::filesystem::path directory;               // made if it is not there
    std::string house;                             // LocalStore::foundation
    bool (*of_newer_release)(std::string_view house) = nullptr;
    std::size_t cache_bytes = 64 << 20;
    std::size_t write_buffer_bytes = 32 << 20;
  };
  // Empties the directory first when another house wrote it or when it is damaged. Throws StoreBroken when it cannot be opened,
  // as when another process has it, and StoreOfNewerRelease, with everything left as it is.
  explicit RocksKeyValue(const Options&);
  ~RocksKeyValue() override;

  // Why the directory was emptied, for the log; empty when it was not.
  const std::string& emptied_because() const { return emptied_because_; }

  // All of these on any thread, write() on one at a time. They throw StoreBroken, also for what failed in the background; a disk without
  // room is no such failure.
  std::shared_ptr<const View> snapshot() const override;
  std::optional<std::string> get(std::string_view key) const override;
  bool write(const Batch&) override;
  bool full() const override;
  void flush() override;                           // waits for the disk
  void begin_flush() override;
  // Names what has been written so far.
  std::uint64_t mark() const;
  // Nothing of what had been overwritten or removed by then is in the files any more. Waits for the disk; on a thread of its own. False:
  // a snapshot of an earlier state is still there, and so are its values; nothing has been done.
  [[nodiscard]] bool compact(std::uint64_t mark);

 private:
  struct Database;
  std::shared_ptr<Database> database_;
  std::string emptied_because_;
};

// What lies under those keys on the disk, beside a process that has the store open or without one: nothing is changed. Empty when there is no
// store. Throws StoreBroken.
std::vector<std::optional<std::string>> look_into(const std::filesystem::path& directory, const std::vector<std::string>& keys);

}  // namespace millrace
