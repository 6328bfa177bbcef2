// What a sub-command leaves behind for main to run once the command line has been read.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "infra/main/command_line.hpp"

namespace millrace {

using Run = std::function<int()>;                      // the exit code; throws WrongUse for 2, anything else for 1

inline void add_data_option(const CliCommand& command, std::string& data) {
  command.option("--data", data, "data directory").variable("MILLRACE_DATA").with_default();
}

// A sub-command with options of its own: `declare` adds them, `run` gets them.
template <class Options>
void add_tool(const CliCommand& of, Run& run, const std::string& name, const std::string& what, void (*declare)(const CliCommand&, Options&),
              int (*tool)(const Options&)) {
  auto options = std::make_shared<Options>();
  const auto command = of.command(name, what);
  declare(command, *options);
  command.when_given([options, &run, tool] { run = [options, tool] { return tool(*options); }; });
}

}  // namespace millrace
