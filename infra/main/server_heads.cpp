#include "infra/main/server_heads.hpp"

#include "infra/kafka/head_topic.hpp"
#include "infra/main/wrong_use.hpp"

namespace millrace {

namespace {

void show(const heads::Keeper& keeper, Metrics& metrics) {
  metrics.gauge("millrace_heads_last_signed_timestamp_seconds", "When this process last signed a head of the journal; 0: not yet",
                [k = &keeper] { return std::chrono::duration<double>(k->figures().signed_at.time_since_epoch()).count(); });
  metrics.gauge("millrace_heads_contradicted", "Partitions of which the journal does not hold what an earlier head says",
                [k = &keeper] { return double(k->figures().contradicted); });
}

}  // namespace

std::unique_ptr<heads::Keeper> server_heads(const ServeOptions& o, const std::filesystem::path& data, const Journal& journal, Vault& vault, Metrics& metrics) {
  heads::Options options{.directory = data / "heads",
                         .published = o.heads.empty() ? data / "heads.ndjson" : std::filesystem::path{o.heads},
                         .every = duration_of("--heads-every", o.heads_every),
                         .now = [] { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); },
                         .log_error = [&metrics](const std::string& line) { metrics.log_error(line); }};
  if (o.journal == "kafka")
    options.publish = [place = o.kafka.place([&metrics](const std::string& line) { metrics.log(line); })](const auto& heads) { kafka::publish_heads(place, heads); };
  try {
    auto keeper = std::make_unique<heads::Keeper>(std::move(options), journal, signing_seed(vault, heads_label));
    show(*keeper, metrics);
    return keeper;
  } catch (const std::exception& e) {
    throw WrongUse(std::string("--heads: ") + e.what());
  }
}

}  // namespace millrace
