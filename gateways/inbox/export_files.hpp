// Where this process keeps the files of exports: a port that infra/runtime implements.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/core/id.hpp"

namespace millrace {

// Thread-safe.
class ExportFiles {
 public:
  struct Progress { std::int64_t done = 0, total = 0; };

  virtual ~ExportFiles() = default;
  // As it lies here; nothing where it does not, or not any more. Reads the disk.
  virtual std::optional<std::string> file(const Uuid& business, const Uuid& id) const = 0;
  // How far one has come that is being made here.
  virtual Progress progress(const Uuid& id) const = 0;
};

}  // namespace millrace
