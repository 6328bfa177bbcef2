// The command line of millrace. One line of error, what and how to mend it: exit 2 for wrong use, 1 for a failure.
#include <cstdio>

#include "infra/main/audit_tool.hpp"
#include "infra/main/backup_tool.hpp"
#include "infra/main/doctor.hpp"
#include "infra/main/import_tool.hpp"
#include "infra/main/journal_tools.hpp"
#include "infra/main/keys_tool.hpp"
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
  millrace::CommandLine line{"Millrace: an event-sourced backend for customer conversations", "millrace"};
  const auto app = line.program().one_command();
  millrace::ServeOptions serve;
  const auto serving = app.command("serve", "run the server");
  millrace::add_options(serving, serve);
  millrace::Run run = [&] { return millrace::serve(serve); };        // a tool's sub-command puts itself here
  millrace::add_journal_tools(app, run);
  millrace::add_audit(app, run);
  millrace::add_backup(app, run);
  millrace::add_keys(app, run);
  millrace::add_import(app, run);
  millrace::add_doctor(app, run);
  millrace::add_rebuild(app, run);
  millrace::add_parked(app, run);
  const auto said = [](int code, const std::string& why) {
    std::fprintf(stderr, "millrace: %s\n", why.c_str());
    return code;
  };
  try {
    if (argc > 1 && argv[1][0] != '-' && !app.has_command(argv[1]))
      return said(2, std::string("there is no command '") + argv[1] + "'; millrace --help lists them");
    millrace::read_config(serving, argc, argv);
    auto words = millrace::with_kafka_settings(argc, argv);
    words.erase(words.begin());
    if (const auto done = line.read(std::move(words))) return *done;
    millrace::house().register_types();
    return run();
  } catch (const millrace::WrongUse& e) {
    return said(2, e.what());
  } catch (const std::exception& e) {
    return said(1, e.what());
  }
}
