// A disk whose power can be cut: it keeps what was synced and a random part of what was not, torn within sectors.
// What the process sees is the page cache. Deterministic by its seed; one thread at a time.
#pragma once

#include <cerrno>
#include <map>
#include <random>
#include <set>

#include "infra/segments/files.hpp"

namespace millrace::testing {

class SimulatedDisk : public segments::Files {
 public:
  struct PowerIsOff : std::runtime_error { using runtime_error::runtime_error; };

  explicit SimulatedDisk(std::uint64_t seed) : random_(seed) {}

  // The power goes in the middle of the n-th change or sync from now: it and all later calls throw PowerIsOff.
  void cut_after(std::uint64_t operations) { left_ = operations; }
  bool is_off() const { return off_; }
  // What the disk holds when the power is back.
  void restore_power();
  // The n-th sync of a file from now fails with EIO and, as Linux does, drops what it should have written from its
  // duties.
  void fail_sync(std::uint64_t nth) { failing_sync_ = nth; }
  std::uint64_t syncs() const { return syncs_; }
  // The mutation that every durability test must notice.
  void ignore_syncs() { ignores_syncs_ = true; }
  void set_space(Space space) { space_ = space; }
  void set_age(std::chrono::seconds age) { age_ = age; }       // of every file
  // From now on, or no longer, there is no room for a file to grow, or something else in the way of it.
  void set_full(bool yes, int why = ENOSPC) { full_ = yes ? why : 0; }
  // A file's bytes, to be damaged at will; durable at once.
  std::string contents(const std::filesystem::path&) const;
  void replace(const std::filesystem::path&, std::string contents);

  std::unique_ptr<segments::File> open(const std::filesystem::path&, Access) override;
  bool exists(const std::filesystem::path&) override;
  std::vector<std::string> list(const std::filesystem::path& directory) override;
  void make_directory(const std::filesystem::path&) override {}
  void rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  void remove(const std::filesystem::path&) override;
  void symlink(const std::filesystem::path& target, const std::filesystem::path&) override;
  std::optional<std::filesystem::path> leads_to(const std::filesystem::path&) override;
  std::chrono::seconds age(const std::filesystem::path&) override { return age_; }
  void sync_directory(const std::filesystem::path&) override;
  Space space(const std::filesystem::path&) override { return space_; }
  std::unique_ptr<Held> lock(const std::filesystem::path& directory) override;

 private:
  struct Inode {
    std::string cached, durable;
    std::set<std::uint64_t> dirty;             // sectors that the next sync writes
    bool size_dirty = false;
    std::optional<std::filesystem::path> target = {};          // of a name that leads there, and has no bytes
  };
  friend class SimulatedFile;
  using Names = std::map<std::filesystem::path, std::shared_ptr<Inode>>;

  // Where the names end; null when nothing is there.
  std::shared_ptr<Inode> found(std::filesystem::path) const;
  void step();                                 // counts an operation, or the power goes
  void sync(Inode&);
  std::string after_power_cut(const Inode&);

  std::mt19937_64 random_;
  Names cached_, durable_;
  std::set<std::filesystem::path> locked_;
  std::uint64_t left_ = ~std::uint64_t{0}, failing_sync_ = 0, syncs_ = 0;
  bool off_ = false, ignores_syncs_ = false;
  int full_ = 0;
  std::chrono::seconds age_{0};
  Space space_{std::uint64_t{1} << 40, std::uint64_t{1} << 40};
};

}  // namespace millrace::testing
