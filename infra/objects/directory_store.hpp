// Objects as files below a directory, which may be another disk or a network's.
#pragma once

#include <filesystem>

#include "infra/objects/object_store.hpp"

namespace millrace {

class DirectoryStore final : public ObjectStore {
 public:
  // Makes the directory when the first object is put. Drafts that a process has left there for longer than a day go then.
  explicit DirectoryStore(std::filesystem::path);

  void put(const std::string& name, const Content&) override;
  void get(const std::string& name, const std::function<void(std::string_view)>& each) override;
  std::vector<ObjectEntry> list(const std::string& prefix) override;
  bool exists(const std::string& name) override;
  void remove(const std::string& name) override;
  std::string place() const override { return top_.string(); }

 private:
  std::filesystem::path draft();
  void tidy();

  const std::filesystem::path top_;
  unsigned drafts_ = 0;
};

}  // namespace millrace
