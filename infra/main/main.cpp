// The command line of millrace. One line of error, what and how to mend it: exit 2 for wrong use, 1 for a failure.
#include <cstdio>

#include "infra/main/doctor.hpp"
#include "infra/main/import_tool.hpp"
#include "infra/main/journal_tools.hpp"
#include "infra/main/rebuild.hpp"
#include "infra/main/serve.hpp"
#include "infra/main/wrong_use.hpp"

int main(int argc, char** argv) {
  CLI::App app{"Millrace: an event-sourced backend for customer conversations", "millrace"};
  app.require_subcommand(1);
  millrace::ServeOptions serve;
  auto* serving = app.add_subcommand("serve", "run the server");
  millrace::add_options(*serving, serve);
  millrace::Run run = [&] { return millrace::serve(serve); };        // a tool's sub-command puts itself here
  millrace::add_journal_tools(app, run);
  millrace::add_import(app, run);
  millrace::add_doctor(app, run);
  millrace::add_rebuild(app, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    const int code = app.exit(e);
    return code == 0 ? 0 : 2;
  }
  try {
    return run();
  } catch (const millrace::WrongUse& e) {
    std::fprintf(stderr, "millrace: %s\n", e.what());
    return 2;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "millrace: %s\n", e.what());
    return 1;
  }
}
