#include "tests/support/simulated_disk.hpp"

#include <algorithm>
#include <system_error>

namespace millrace::testing {
namespace fs = std::filesystem;

constexpr std::uint64_t sector = 512;

class SimulatedFile : public segments::File {
 public:
  SimulatedFile(SimulatedDisk& disk, std::shared_ptr<SimulatedDisk::Inode> inode) : disk_(disk), inode_(std::move(inode)) {}

  std::uint64_t size() const override { return inode_->cached.size(); }
  std::string read(std::uint64_t at, std::size_t n) const override {
    return at >= size() ? std::string{} : inode_->cached.substr(at, n);
  }
  void write(std::uint64_t at, std::string_view bytes) override {
    // When the power goes in the middle, a part has reached the page cache, and from there any of it the disk.
    put(at, bytes);
    disk_.step();
  }
  void allocate(std::uint64_t size) override {
    if (disk_.full_) throw std::system_error(disk_.full_, std::generic_category(), "allocate");
    resize(std::max<std::uint64_t>(size, inode_->cached.size()));
  }
  void truncate(std::uint64_t size) override { resize(size); }
  void sync() override {
    disk_.step();
    disk_.sync(*inode_);
  }

 private:
  void put(std::uint64_t at, std::string_view bytes) {
    auto& cached = inode_->cached;
    if (cached.size() < at + bytes.size()) {
      cached.resize(at + bytes.size());
      inode_->size_dirty = true;
    }
    std::copy(bytes.begin(), bytes.end(), cached.begin() + static_cast<std::ptrdiff_t>(at));
    for (auto s = at / sector; s * sector < at + bytes.size(); ++s) inode_->dirty.insert(s);
  }
  void resize(std::uint64_t size) {
    const auto before = inode_->cached.size();
    inode_->cached.resize(size);
    inode_->size_dirty = true;
    for (auto s = std::min<std::uint64_t>(before, size) / sector; s * sector < std::max<std::uint64_t>(before, size); ++s)
      inode_->dirty.insert(s);
    disk_.step();
  }

  SimulatedDisk& disk_;
  std::shared_ptr<SimulatedDisk::Inode> inode_;
};

void SimulatedDisk::step() {
  if (off_ || left_ == 0) {
    off_ = true;
    throw PowerIsOff("the power is off");
  }
  --left_;
}

void SimulatedDisk::sync(Inode& inode) {
  ++syncs_;
  const bool fails = failing_sync_ > 0 && --failing_sync_ == 0;
  if (!fails && !ignores_syncs_) {
    inode.durable.resize(inode.cached.size());
    for (const auto s : inode.dirty)
      for (auto i = s * sector; i < std::min<std::uint64_t>((s + 1) * sector, inode.cached.size()); ++i)
        inode.durable[i] = inode.cached[i];
  }
  inode.dirty.clear();
  inode.size_dirty = false;
  if (fails) throw std::system_error(EIO, std::generic_category(), "fdatasync");
}

// Each sector that was not synced is the old one, the new one, a mixture, or has noise where the two differ. A sector
// that a failed sync took for clean stays the old one.
std::string SimulatedDisk::after_power_cut(const Inode& inode) {
  auto out = inode.durable;
  if (inode.size_dirty && random_() % 2) out.resize(inode.cached.size());
  for (const auto s : inode.dirty) {
    const auto from = s * sector, to = std::min<std::uint64_t>((s + 1) * sector, std::min(out.size(), inode.cached.size()));
    const auto fate = random_() % 5;
    const auto cut = from + random_() % sector;
    for (auto i = from; i < to; ++i) {
      const auto is_new = fate == 1 || (fate == 2 && i < cut) || (fate == 3 && i >= cut);
      if (is_new) out[i] = inode.cached[i];
      else if (fate == 4 && out[i] != inode.cached[i]) out[i] = static_cast<char>(random_());
    }
  }
  return out;
}

void SimulatedDisk::restore_power() {
  Names names = durable_;
  for (const auto& [path, inode] : cached_)
    if (const auto synced = durable_.find(path); (synced == durable_.end() || synced->second != inode) && random_() % 2)
      names[path] = inode;                                                         // a directory entry that was not synced
  for (const auto& [path, inode] : durable_)
    if (!cached_.contains(path) && random_() % 2) names.erase(path);
  std::set<std::shared_ptr<Inode>> done;
  for (const auto& [path, inode] : names) {
    if (!done.insert(inode).second) continue;
    inode->cached = inode->durable = after_power_cut(*inode);
    inode->dirty.clear();
    inode->size_dirty = false;
  }
  cached_ = durable_ = names;
  locked_.clear();
  off_ = false;
  left_ = ~std::uint64_t{0};
}

std::shared_ptr<SimulatedDisk::Inode> SimulatedDisk::found(fs::path path) const {
  for (;;) {
    const auto known = cached_.find(path);
    if (known == cached_.end()) return nullptr;
    if (!known->second->target) return known->second;
    path = *known->second->target;
  }
}

std::string SimulatedDisk::contents(const fs::path& path) const { return found(path)->cached; }

void SimulatedDisk::replace(const fs::path& path, std::string contents) {
  auto& inode = *found(path);
  inode.cached = inode.durable = std::move(contents);
  inode.dirty.clear();
}

std::unique_ptr<segments::File> SimulatedDisk::open(const fs::path& path, Access access) {
  auto known = found(path);
  if (!known) {
    if (access != Access::create) throw std::system_error(ENOENT, std::generic_category(), path.string());
    step();
    known = cached_.emplace(path, std::make_shared<Inode>()).first->second;
  }
  return std::make_unique<SimulatedFile>(*this, std::move(known));
}

bool SimulatedDisk::exists(const fs::path& path) { return found(path) != nullptr; }

void SimulatedDisk::symlink(const fs::path& target, const fs::path& path) {
  step();
  auto name = std::make_shared<Inode>();
  name->target = target;
  cached_[path] = std::move(name);
}

std::optional<fs::path> SimulatedDisk::leads_to(const fs::path& path) {
  const auto known = cached_.find(path);
  return known == cached_.end() ? std::nullopt : known->second->target;
}

std::vector<std::string> SimulatedDisk::list(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& [path, inode] : cached_)
    if (path.parent_path() == directory) names.push_back(path.filename().string());
  return names;
}

void SimulatedDisk::rename(const fs::path& from, const fs::path& to) {
  step();
  cached_[to] = cached_.at(from);
  cached_.erase(from);
}

void SimulatedDisk::remove(const fs::path& path) {
  step();
  cached_.erase(path);
}

void SimulatedDisk::sync_directory(const fs::path& directory) {
  step();
  if (ignores_syncs_) return;
  std::erase_if(durable_, [&](const auto& entry) { return entry.first.parent_path() == directory; });
  for (const auto& [path, inode] : cached_)
    if (path.parent_path() == directory) durable_[path] = inode;
}

std::unique_ptr<segments::Files::Held> SimulatedDisk::lock(const fs::path& directory) {
  struct Lock : Held {
    Lock(SimulatedDisk& d, fs::path p) : disk(d), path(std::move(p)) {}
    ~Lock() override { disk.locked_.erase(path); }
    SimulatedDisk& disk;
    fs::path path;
  };
  if (!locked_.insert(directory).second) return nullptr;
  return std::make_unique<Lock>(*this, directory);
}

}  // namespace millrace::testing
