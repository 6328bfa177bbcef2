#include "infra/main/rebuild.hpp"

#include <cstdio>

#include "gateways/core/http.hpp"
#include "infra/main/ask_server.hpp"
#include "infra/main/wrong_use.hpp"
#include "schemas/json/node.hpp"

namespace millrace {

namespace {

struct RebuildOptions {
  std::string projection;
  std::string data = ".millrace";
  bool accept = false;
};

void declare(const CliCommand& app, RebuildOptions& o) {
  app.option("PROJECTION", o.projection, "the table, as GET lists it: conversations, messages, customers, …").required();
  add_data_option(app, o.data);
  app.flag("--accept", o.accept, "switch although rows differ, which a changed projection makes them do");
}

int run(const RebuildOptions& o) {
  const auto answer = ask_server(o.data, "POST", "/rebuild?projection=" + percent_encoded(o.projection) + (o.accept ? "&accept=yes" : ""));
  const Document document{answer.body};
  const auto said = document.fault() == Document::Fault::none ? document.root().find(answer.status == 200 ? "summary" : "detail") : std::nullopt;
  const std::string text{said && said->kind() == Node::Kind::text ? said->text() : std::string_view(answer.body)};
  if (answer.status == 404) throw WrongUse("rebuild: " + text);
  if (answer.status != 200) throw std::runtime_error("rebuild: " + text);
  std::printf("%s\n", text.c_str());
  return 0;
}

}  // namespace

void add_rebuild(const CliCommand& app, Run& what) { add_tool<RebuildOptions>(app, what, "rebuild", "build a table anew beside the live one, and switch", &declare, &run); }

}  // namespace millrace
