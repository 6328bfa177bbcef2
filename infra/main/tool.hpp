// What a sub-command leaves behind for main to run once the command line has been read.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

namespace millrace {

using Run = std::function<int()>;                      // the exit code; throws WrongUse for 2, anything else for 1

inline void add_data_option(CLI::App& app, std::string& data) {
  app.add_option("--data", data, "data directory")->envname("MILLRACE_DATA")->capture_default_str();
}

// A sub-command with options of its own: `declare` adds them, `run` gets them.
template <class Options>
void add_tool(CLI::App& app, Run& run, const std::string& name, const std::string& what, void (*declare)(CLI::App&, Options&),
              int (*tool)(const Options&)) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(name, what);
  declare(*command, *options);
  command->callback([options, &run, tool] { run = [options, tool] { return tool(*options); }; });
}

}  // namespace millrace
