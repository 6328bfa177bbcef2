// The thread that makes the files of exports, from one snapshot of the local store each: what is known of a customer, or of all of a business.
// It works from the rows that say what is being made, so one that was cut short is made again. Files lie in the clear under `directory`, which
// is the owner's alone: for seven days, or until somebody of the business is erased.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "gateways/inbox/export_files.hpp"
#include "infra/runtime/running_mill.hpp"
#include "projections/inbox/privacy.hpp"

namespace millrace {

class Exporter final : public ExportFiles {
 public:
  struct Parts {
    RunningMill& mill;
    const Services& services;
    std::filesystem::path directory;
    std::function<void(const std::string&)> log;
  };
  static constexpr auto kept = std::chrono::days{7};

  explicit Exporter(Parts);
  ~Exporter() override;                                                   // when the file in hand has come to something

  // Any thread.
  std::optional<std::string> file(const Uuid& tenant, const Uuid& id) const override;
  Progress progress(const Uuid& id) const override;
  // The files of a business go, whoever stands in them. Waits for the one in hand. Throws std::filesystem::filesystem_error.
  void forget(const Uuid& tenant);

 private:
  void run();
  void make(const Uuid& tenant, const privacy::ExportRow&);
  void finish(const Uuid& tenant, const privacy::ExportRow&, std::int64_t bytes, std::int64_t things);
  void remove_old(Time now);
  std::filesystem::path path_of(const Uuid& tenant, const Uuid& id) const;

  Parts parts_;
  std::set<Uuid> told_;
  std::string said_;
  Time removed_old_{};
  mutable std::mutex progress_mutex_;
  std::map<Uuid, Progress> progress_;
  std::mutex making_;                                            // held while a file is made
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace millrace
