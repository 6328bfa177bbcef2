#include "infra/main/environment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "infra/crypto/key_file.hpp"
#include "infra/main/urls.hpp"
#include "infra/main/wrong_use.hpp"
#include "infra/postgres/connection.hpp"
#include "infra/postgres/label.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

fs::path mark_of(const fs::path& data) { return data / "keys" / "environment"; }

std::string marked(const fs::path& data) {
  std::ifstream file{mark_of(data)};
  if (!file) return {};
  std::string word;
  std::getline(file, word);
  if (std::ranges::count(environments, word)) return word;
  throw WrongUse(fmt::format("{} says '{}', which is none of dev, staging and production: put back the word that it had", mark_of(data).string(), word));
}

}  // namespace

std::string environment_of(const ServeOptions& o, const fs::path& data) { return o.environment.empty() ? marked(data) : o.environment; }

std::vector<std::string> unfit_for_it(const ServeOptions& o, const fs::path& data) {
  std::vector<std::string> out;
  if (environment_of(o, data) != "production") return out;
  const auto url = o.effects.public_url.empty() ? url_of(o, o.port) : o.effects.public_url;
  if (!url.starts_with("https://"))
    out.push_back(fmt::format("people would sign in in the clear at {}: say --public-url https://HOST, and speak TLS there (--tls-certificate, or a reverse proxy)", url));
  if (o.effects.on() && o.effects.mail_server.empty())
    out.emplace_back("mail would be captured and shown at /outbox on the admin port: name --mail-server, or say --effects off");
  if (o.kafka.dev) out.emplace_back("--dev lets one broker lose what was acknowledged: leave it out, and use three brokers");
  for (const auto& [name, limit] : {std::pair{"--anonymous-per-minute", o.anonymous_per_minute}, {"--requests-per-minute", o.requests_per_minute},
                                    {"--business-requests-per-minute", o.business_requests_per_minute}, {"--address-requests-per-minute", o.address_requests_per_minute}})
    if (limit == 0) out.push_back(fmt::format("{} 0 lets one caller take everything: leave it out, or say a number", name));
  if (fs::exists(data / "run" / "demo"))
    out.push_back(fmt::format("{} holds the demo of infra/run, whose password everybody knows: choose another --data", data.string()));
  return out;
}

void refuse_another_environment(const ServeOptions& o, const fs::path& data) {
  const auto was = marked(data);
  if (!o.environment.empty() && !was.empty() && was != o.environment)
    throw WrongUse(fmt::format("--environment {}: {} holds the data of {}: choose another --data; to make it {} for good, people's data and all, remove {}", o.environment,
                               data.string(), was, o.environment, mark_of(data).string()));
  if (const auto unfit = unfit_for_it(o, data); !unfit.empty())
    throw WrongUse(fmt::format("this is not fit for production: {}", fmt::join(unfit, "; ")));
}

void keep_environment(const ServeOptions& o, const fs::path& data) {
  if (!o.environment.empty()) create_file(mark_of(data), o.environment + "\n");
}

void refuse_another_database(const ServeOptions& o, const fs::path& data) {
  std::string why;
  try {
    why = another_database(environment_of(o, data), label_of(o.postgres));
  } catch (const PgError&) {
  }
  if (!why.empty()) throw WrongUse("--postgres: " + why);
}

void label_database(const ServeOptions& o, const fs::path& data) {
  const auto environment = environment_of(o, data);
  if (environment.empty()) return;
  try {
    if (label_of(o.postgres).empty()) set_label(o.postgres, environment_label(environment));
  } catch (const PgError&) {
  }
}

std::string another_database(const std::string& environment, const std::string& label) {
  for (const auto word : environments)
    if (label == environment_label(word) && word != environment)
      return fmt::format("this database is of {}, and the house {}: name its own database; if the label is wrong, take it away as a superuser there: "
                         "COMMENT ON SCHEMA app IS NULL", word, environment.empty() ? "of no --environment" : "of " + environment);
  return {};
}

}  // namespace millrace
