// The command line of millrace. One line of error, what and how to mend it: exit 2 for wrong use, 1 for a failure.
#include <algorithm>
#include <cstdio>

#include "infra/main/doctor.hpp"
#include "infra/main/import_tool.hpp"
#include "infra/main/journal_tools.hpp"
#include "infra/main/no_core_dumps.hpp"
#include "infra/main/parked.hpp"
#include "infra/main/rebuild.hpp"
#include "infra/main/serve.hpp"
#include "infra/main/wrong_use.hpp"
#include "infra/runtime/house.hpp"

// What has been freed goes back to the system within seconds, also when nothing is asked for any more: read by jemalloc.
extern "C" {
const char* malloc_conf = "background_thread:true,dirty_decay_ms:5000,muzzy_decay_ms:0";
}

int main(int argc, char** argv) {
  millrace::no_core_dumps();
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
  millrace::add_parked(app, run);
  const auto said = [](int code, const std::string& why) {
    std::fprintf(stderr, "millrace: %s\n", why.c_str());
    return code;
  };
  try {
    const auto commands = app.get_subcommands({});
    if (argc > 1 && argv[1][0] != '-' && std::none_of(commands.begin(), commands.end(), [&](const CLI::App* a) { return a->get_name() == argv[1]; }))
      return said(2, std::string("there is no command '") + argv[1] + "'; millrace --help lists them");
    millrace::read_config(*serving, argc, argv);
    auto words = millrace::with_kafka_settings(argc, argv);
    words.erase(words.begin());
    std::reverse(words.begin(), words.end());          // as CLI11 wants them
    app.parse(words);
    millrace::house().register_types();
    return run();
  } catch (const CLI::Success& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    return said(2, std::string(e.what()) + "; --help shows what there is");
  } catch (const millrace::WrongUse& e) {
    return said(2, e.what());
  } catch (const std::exception& e) {
    return said(1, e.what());
  }
}
