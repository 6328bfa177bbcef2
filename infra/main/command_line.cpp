#include "infra/main/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "infra/main/wrong_use.hpp"

namespace millrace {

CliOption CliOption::variable(const char* name) const { return CliOption{*it_->envname(name)}; }
CliOption CliOption::with_default() const { return CliOption{*it_->capture_default_str()}; }
CliOption CliOption::hidden() const { return CliOption{*it_->group("")}; }
CliOption CliOption::required() const { return CliOption{*it_->required()}; }
CliOption CliOption::needs(CliOption other) const { return CliOption{*it_->needs(other.it_)}; }
CliOption CliOption::separated() const { return CliOption{*it_->delimiter(',')}; }
CliOption CliOption::one_a_time() const { return CliOption{*it_->allow_extra_args(false)}; }
CliOption CliOption::one_of(std::vector<std::string> words) const { return CliOption{*it_->check(CLI::IsMember(std::move(words)))}; }
CliOption CliOption::within(int least, int most) const { return CliOption{*it_->check(CLI::Range(least, most))}; }
CliOption CliOption::existing_directory() const { return CliOption{*it_->check(CLI::ExistingDirectory)}; }
CliOption CliOption::checked(std::string (*wrong)(const std::string&)) const { return CliOption{*it_->check(wrong)}; }

CliOption CliCommand::option(const std::string& name, std::string& value, const std::string& what) const { return CliOption{*it_->add_option(name, value, what)}; }
CliOption CliCommand::option(const std::string& name, std::vector<std::string>& values, const std::string& what) const {
  return CliOption{*it_->add_option(name, values, what)};
}
CliOption CliCommand::option(const std::string& name, int& value, const std::string& what) const { return CliOption{*it_->add_option(name, value, what)}; }
CliOption CliCommand::flag(const std::string& name, bool& value, const std::string& what) const { return CliOption{*it_->add_flag(name, value, what)}; }
CliCommand CliCommand::command(const std::string& name, const std::string& what) const { return CliCommand{*it_->add_subcommand(name, what)}; }
CliCommand CliCommand::one_command() const { return CliCommand{*it_->require_subcommand(1)}; }
void CliCommand::when_given(std::function<void()> what) const { it_->callback(std::move(what)); }
bool CliCommand::has_command(const std::string& name) const {
  const auto commands = it_->get_subcommands({});
  return std::any_of(commands.begin(), commands.end(), [&](const CLI::App* a) { return a->get_name() == name; });
}
std::string CliCommand::variable_of(const std::string& option) const {
  const auto* found = it_->get_option_no_throw(option);
  return found ? found->get_envname() : "";
}

CommandLine::CommandLine(const std::string& what, const std::string& name) : app_(std::make_unique<CLI::App>(what, name)) {}
CommandLine::~CommandLine() = default;

std::optional<int> CommandLine::read(std::vector<std::string> words) {
  std::reverse(words.begin(), words.end());          // as CLI11 wants them
  try {
    app_->parse(words);
    return {};
  } catch (const CLI::Success& e) {
    return app_->exit(e);
  } catch (const CLI::ParseError& e) {
    throw WrongUse(std::string(e.what()) + "; --help shows what there is");
  }
}

}  // namespace millrace
