#include "infra/main/options.hpp"

namespace millrace {

void add_options(CLI::App& app, ServeOptions& o) {
  app.set_config("--config", "", "file with one NAME=VALUE a line, names as the flags without dashes");
  app.add_option("--data", o.data, "data directory")->envname("MILLRACE_DATA")->capture_default_str();
  app.add_option("--address", o.address, "address to listen on")->envname("MILLRACE_ADDRESS")->capture_default_str();
  app.add_option("--port", o.port, "port; the admin port is the next one")->envname("MILLRACE_PORT")->check(CLI::Range(0, 65534))->capture_default_str();
  app.add_option("--postgres", o.postgres, "connection string of PostgreSQL, without user; none: lists and search answer 503")->envname("MILLRACE_POSTGRES");
  app.add_option("--archive", o.archive, "directory for a copy of each sealed journal segment")->envname("MILLRACE_ARCHIVE");
  app.add_option("--master-key-file", o.master_key_file, "file with the master key; none: keys/master")->envname("MILLRACE_MASTER_KEY_FILE");
  app.add_option("--roles", o.roles, "what this process does; the embedded journal takes all three")->envname("MILLRACE_ROLES")->capture_default_str();
  app.add_option("--io-threads", o.io_threads, "threads for HTTP and WebSocket")->envname("MILLRACE_IO_THREADS")->check(CLI::Range(1, 64))->capture_default_str();
  app.add_option("--origins", o.origins, "origins, besides our own, whose pages may open a WebSocket")->envname("MILLRACE_ORIGINS")->delimiter(',');
  app.add_option("--access-token-s", o.access_token_s, "life of an access token, seconds")->envname("MILLRACE_ACCESS_TOKEN_S")->check(CLI::Range(30, 86400))->capture_default_str();
}

}  // namespace millrace
