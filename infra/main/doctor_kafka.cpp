#include "infra/main/doctor_kafka.hpp"

#include <fmt/format.h>

#include <numeric>
#include <optional>

#include "infra/kafka/heartbeats.hpp"
#include "infra/kafka/key_topic.hpp"
#include "infra/kafka/publisher.hpp"
#include "infra/main/journal_view.hpp"
#include "infra/main/journals.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

constexpr int answer_ms = 5'000;

class KafkaDoctor {
 public:
  KafkaDoctor(const ServeOptions& o, const fs::path& data, Findings& findings) : options_(o), data_(data), findings_(findings) {}

  void run() {
    if (!findings_.of("brokers", [&] { brokers(); })) return;
    topic(place_.topic("journal"), [&] { return kafka::check_journal(*admin_, saying()); });
    topic(place_.topic("keys"), [&] { return kafka::check_key_topic(*admin_, place_); });
    topic(place_.topic("ctl"), [&] { return kafka::check_heartbeat_topic(*admin_, place_.topic("ctl")); });
    for (std::size_t f = 0; f < families(); ++f) {
      const auto name = topic_of(static_cast<Family>(f), place_.topic_prefix);
      topic(name, [&] { return kafka::check_public_topic(*admin_, name); });
    }
    findings_.of("journal", [&] { journal(); });
    findings_.of("keys", [&] { keys(); });
  }

 private:
  void brokers() {
    place_ = options_.kafka.place({});
    admin_.emplace(place_.client, answer_ms);
    const auto brokers = admin_->brokers();
    if (!admin_->topic(place_.topic("journal"))) kafka::brokers_for(*admin_, place_);
    findings_.say(Finding::ok, fmt::format("{} at {}", brokers, place_.client.settings.at("bootstrap.servers")));
  }

  // What a check of a topic would log is said.
  kafka::Place saying() {
    auto place = place_;
    place.client.log = [this](const std::string& line) { findings_.say(Finding::warning, line); };
    return place;
  }

  void topic(const std::string& name, const std::function<bool()>& check) {
    findings_.of("topic", [&] {
      if (check()) findings_.say(Finding::ok, name);
      else findings_.say(Finding::skipped, fmt::format("there is no {} yet; the first start makes it", name));
    });
  }

  std::int64_t records_in(const std::string& topic, int partitions) const {
    std::vector<int> all(static_cast<std::size_t>(partitions));
    std::iota(all.begin(), all.end(), 0);
    const auto ends = kafka::Consumer{place_.client}.ends(topic, all, answer_ms);
    if (ends.size() < all.size())
      throw kafka::Trouble(fmt::format("only {} of {} partitions of {} have a broker that answers; start the others", ends.size(), partitions, topic), true);
    return std::accumulate(ends.begin(), ends.end(), std::int64_t{0}, [](auto sum, const auto& end) { return sum + end.second; });
  }

  void journal() {
    refuse_another_journal(options_, data_, {});
    const auto topic = place_.topic("journal");
    const auto shape = admin_->topic(topic);
    if (shape) incarnation_ = kafka::incarnation_of(place_);
    if (!incarnation_) return findings_.say(Finding::skipped, "there is none yet; the first start begins it");
    findings_.say(Finding::ok, fmt::format("{}, {} records; millrace journal verify --journal kafka reads them all", to_string(*incarnation_),
                                           records_in(topic, shape->partitions)));
  }

  void keys() {
    const auto topic = place_.topic("keys");
    const bool there = admin_->topic(topic) && records_in(topic, 1) > 0;
    if (!there && incarnation_)
      return findings_.say(Finding::wrong, fmt::format("{} holds none, and the journal depends on them: restore it from its backup", topic));
    if (!there) return findings_.say(Finding::skipped, "there are no keys yet; the first start makes them");
    const auto master = master_key_of(data_.string(), options_.master_key_file);
    if (!fs::exists(master))
      return findings_.say(Finding::wrong, fmt::format("{} is missing, and the keys in {} depend on it: copy it from a server that has it, or name its file "
                                                       "with --master-key-file", master.string(), topic));
    SystemRandom random;
    view_key_topic(place_, master, random);
    findings_.say_opened_by(master);
  }

  const ServeOptions& options_;
  const fs::path& data_;
  Findings& findings_;
  kafka::Place place_;
  std::optional<kafka::Admin> admin_;
  std::optional<Uuid> incarnation_;
};

}  // namespace

void check_kafka(const ServeOptions& o, const fs::path& data, Findings& findings) { KafkaDoctor{o, data, findings}.run(); }

}  // namespace millrace
