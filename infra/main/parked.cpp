#include "infra/main/parked.hpp"

#include <fmt/format.h>

#include "gateways/core/http.hpp"
#include "infra/main/ask_server.hpp"
#include "infra/main/wrong_use.hpp"
#include "schemas/json/node.hpp"

namespace millrace {

namespace {

struct ParkedOptions {
  std::string projection, business;
  std::string data = ".millrace";
};

void declare_list(const CliCommand& app, ParkedOptions& o) { add_data_option(app, o.data); }
void declare_retry(const CliCommand& app, ParkedOptions& o) {
  const auto projection = app.option("PROJECTION", o.projection, "the table, as the list names it; with BUSINESS, else all are tried");
  projection.needs(app.option("BUSINESS", o.business, "the id of the business"));
  add_data_option(app, o.data);
}

std::string text(Node object, const char* name) {
  const auto found = object.find(name);
  return std::string(found && found->kind() == Node::Kind::text ? found->text() : std::string_view{});
}
std::int64_t number(Node object, const char* name) {
  const auto found = object.find(name);
  return found && found->kind() == Node::Kind::integer ? found->integer() : 0;
}
// The answer, once it is a good one.
Document good(Incoming answer) {
  Document document{answer.body};
  const bool json = document.fault() == Document::Fault::none && document.root().kind() == Node::Kind::object;
  if (answer.status == 200 && json) return document;
  const auto detail = json ? text(document.root(), "detail") : std::string{};
  const auto why = detail.empty() ? "the server answers " + std::to_string(answer.status) : detail;
  if (answer.status == 400 || answer.status == 404) throw WrongUse("parked: " + why);
  throw std::runtime_error("parked: " + why);
}

std::int64_t print(Node list) {
  std::int64_t n = 0;
  list.elements([&](Node one) {
    fmt::print("{} {} before offset {} of partition {}: {}\n", text(one, "projection"), text(one, "business_id"), number(one, "offset"),
               number(one, "partition"), text(one, "why"));
    ++n;
  });
  return n;
}

int list(const ParkedOptions& o) {
  const auto answer = good(ask_server(o.data, "GET", "/parked"));
  const auto n = print(*answer.root().find("parked"));
  fmt::print("parked: {}\n", n);
  return 0;
}

int retry(const ParkedOptions& o) {
  const auto which = "?projection=" + percent_encoded(o.projection) + "&business=" + percent_encoded(o.business);
  const auto answer = good(ask_server(o.data, "POST", "/parked/retry" + (o.projection.empty() ? "" : which)));
  const auto tried = number(answer.root(), "tried"), still = print(*answer.root().find("still"));
  fmt::print("parked: tried={} still={}\n", tried, still);
  return still == 0 ? 0 : 1;
}

}  // namespace

void add_parked(const CliCommand& app, Run& what) {
  const auto parked = app.command("parked", "businesses whose facts a table in PostgreSQL could not take").one_command();
  add_tool<ParkedOptions>(parked, what, "list", "which, since where, and why", &declare_list, &list);
  add_tool<ParkedOptions>(parked, what, "retry", "go on with them", &declare_retry, &retry);
}

}  // namespace millrace
