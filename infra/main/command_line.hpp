// What there is to say on the command line. CLI11, which reads it, is in command_line.cpp alone: it takes longer to compile than all that
// uses it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}

namespace millrace {

// One option of a command; what else there is to say of it is said in a row. A handle: the command line owns it.
class CliOption {
 public:
  explicit CliOption(CLI::Option& it) : it_(&it) {}
  CliOption variable(const char* name) const;                               // of the environment, that may hold it
  CliOption with_default() const;                                           // --help shows what it is unless it is given
  CliOption hidden() const;                                                 // --help does not show it
  CliOption required() const;
  CliOption needs(CliOption other) const;
  CliOption separated() const;                                              // several, between commas
  CliOption one_a_time() const;                                             // several, each after the name
  CliOption one_of(std::vector<std::string> words) const;
  CliOption within(int least, int most) const;
  CliOption existing_directory() const;
  CliOption checked(std::string (*wrong)(const std::string&)) const;        // what is wrong with it; nothing: it is good

 private:
  CLI::Option* it_;
};

// The program or one of its commands. A handle, too. What options fill outlives the parsing.
class CliCommand {
 public:
  explicit CliCommand(CLI::App& it) : it_(&it) {}
  CliOption option(const std::string& name, std::string& value, const std::string& what) const;
  CliOption option(const std::string& name, std::vector<std::string>& values, const std::string& what) const;
  CliOption option(const std::string& name, int& value, const std::string& what) const;
  CliOption flag(const std::string& name, bool& value, const std::string& what) const;
  CliCommand command(const std::string& name, const std::string& what) const;
  CliCommand one_command() const;                                           // one of its own must be given
  void when_given(std::function<void()>) const;
  bool has_command(const std::string& name) const;
  // The variable of that option; empty: there is no such option, or it has none.
  std::string variable_of(const std::string& option) const;

 private:
  CLI::App* it_;
};

class CommandLine {
 public:
  CommandLine(const std::string& what, const std::string& name);
  ~CommandLine();
  CliCommand program() const { return CliCommand{*app_}; }
  // Something: that was all, --help for instance, and it is the exit code. Throws WrongUse. `words` without the program's own name.
  std::optional<int> read(std::vector<std::string> words);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace millrace
