// What `millrace doctor` finds: a line for each thing that it has looked at, and how to mend it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace millrace {

enum class Finding { ok, skipped, warning, wrong };

class Findings {
 public:
  // What the check says is said under that name, and what it throws is wrong. False when something was.
  bool of(const char* name, const std::function<void()>& check);
  void say(Finding, const std::string& what);
  void say_opened_by(const std::filesystem::path& master_key);
  // The last line; the exit code.
  int sum() const;

 private:
  const char* name_ = "";
  int wrong_ = 0, warnings_ = 0;
};

}  // namespace millrace
