#include "infra/kafka/key_topic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace millrace::kafka {

namespace {

constexpr std::size_t wrapped_bytes = 40, mac_bytes = 16;
constexpr std::string_view moved_key = "moved";
constexpr int poll_ms = 100, pause_ms = 500;

KeyTopic::Options completed(KeyTopic::Options o) {
  if (!o.fatal)
    o.fatal = [trouble = o.on_trouble](const std::string& why) {
      if (trouble) trouble(why);
      fmt::print(stderr, "millrace: {}\n", why);
      std::_Exit(2);
    };
  return o;
}

std::string mac_of(const Digest& key, const Uuid& id, std::string_view body) {
  const auto mac = hmac_sha256(raw(key), std::string(id.raw()).append(body));
  return std::string{raw(mac).substr(0, mac_bytes)};
}

}  // namespace

bool check_key_topic(Admin& admin, const Place& place) {
  const auto topic = place.topic("keys");
  const auto shape = admin.topic(topic);
  if (!shape) return false;
  if (shape->partitions != 1)
    refuse(topic, fmt::format("has {} partitions, not 1", shape->partitions), "this can never be changed: use another --kafka.topic-prefix");
  const auto is = admin.configuration(topic);
  if (const auto policy = is.find("cleanup.policy"); policy != is.end() && policy->second != "compact")
    refuse(topic, "forgets keys, and with them what they seal (cleanup.policy=" + policy->second + ")", alter(topic, "cleanup.policy=compact"));
  if (!place.dev) check_replication(topic, *shape, is);
  return true;
}

void prepare_key_topic(Admin& admin, const Place& place) {
  if (check_key_topic(admin, place)) return;
  const auto topic = place.topic("keys");
  const auto made = replicated(1, brokers_for(admin, place));
  auto settings = durable(made.replicas);
  settings.insert({{"cleanup.policy", "compact"},
                   {"max.compaction.lag.ms", "86400000"},     // a destroyed key is gone from the disks after a day or two
                   {"segment.ms", "86400000"}});
  admin.create(topic, made, settings);
  if (!check_key_topic(admin, place)) throw Trouble("topic " + topic + " has been made but the brokers do not know it yet", true);
}

KeyTopic::KeyTopic(Options options, const Digest& mac_key, Each each)
    : options_(completed(std::move(options))), mac_key_(mac_key), each_(std::move(each)), consumer_(std::make_unique<Consumer>(options_.client)) {
  size_at_start_ = consumer_->ends(options_.topic, {0}, options_.start_wait_ms)[0];
  consumer_->start(options_.topic, 0, 0);
  for (int waited_ms = 0; next_ < size_at_start_; waited_ms += poll_ms) {
    const auto before = next_;
    read(poll_ms);
    if (next_ != before) waited_ms = 0;
    if (waited_ms > options_.start_wait_ms)
      throw Trouble(fmt::format("topic {} cannot be read: {} of {} messages came", options_.topic, next_, size_at_start_), true);
  }
  reader_ = std::jthread{[this](std::stop_token stop) { follow(std::move(stop)); }};
}

KeyTopic::~KeyTopic() {
  reader_ = {};                                               // stops and joins
  producer_.reset();
}

// Tells what has come. Throws Trouble, HouseMoved, and VaultRefused for a message that no process of this house has written.
void KeyTopic::read(int wait_ms) {
  std::string foreign;
  std::optional<HouseMoved> moved;
  for (const auto& message : consumer_->poll(wait_ms)) {
    try {
      if (const auto key = key_of(message)) each_(*key);
    } catch (const HouseMoved& gone) {
      moved = gone;
    } catch (const VaultRefused& refused) {
      if (foreign.empty()) foreign = refused.what();
    }
    const std::lock_guard lock{mutex_};
    next_ = message.offset + 1;
  }
  changed_.notify_all();
  if (moved) throw *moved;
  if (!foreign.empty()) throw VaultRefused(foreign);
}

void KeyTopic::follow(std::stop_token stop) {
  while (!stop.stop_requested()) {
    try {
      if (!consumer_) {
        consumer_ = std::make_unique<Consumer>(options_.client);
        consumer_->start(options_.topic, 0, next_);
      }
      look_for_end();
      read(poll_ms);
    } catch (const HouseMoved& gone) {
      options_.fatal(gone.what());
    } catch (const VaultRefused& foreign) {                   // passed over: nothing of ours can depend on it
      if (options_.on_trouble) options_.on_trouble(foreign.what());
    } catch (const std::exception& trouble) {
      if (options_.on_trouble) options_.on_trouble(trouble.what());
      consumer_.reset();
      std::unique_lock lock{mutex_};
      changed_.wait_for(lock, std::chrono::milliseconds{pause_ms}, [&] { return stop.stop_requested(); });
    }
  }
}

// For those who wait in catch_up.
void KeyTopic::look_for_end() {
  std::uint64_t asked;
  {
    const std::lock_guard lock{mutex_};
    if (asked_ == answered_) return;
    asked = asked_;
  }
  const auto end = consumer_->ends(options_.topic, {0}, options_.wait_ms)[0];
  const std::lock_guard lock{mutex_};
  answered_ = asked;
  end_ = end;
}

void KeyTopic::catch_up() {
  std::unique_lock lock{mutex_};
  const auto mine = ++asked_;
  const auto there = changed_.wait_for(lock, std::chrono::milliseconds{options_.wait_ms}, [&] { return answered_ >= mine && next_ >= end_; });
  lock.unlock();
  if (!there && options_.on_trouble) options_.on_trouble(fmt::format("topic {} could not be read to its end within {} ms", options_.topic, options_.wait_ms));
}

// Nothing for a mark that may be passed over.
std::optional<StoredKey> KeyTopic::key_of(const Message& message) const {
  const bool moved = message.key == moved_key;
  const auto id = moved ? Uuid{} : parse_uuid(message.key.value_or("")).value_or(Uuid{});
  const auto text = message.value.value_or("");
  const auto length = text.size() < mac_bytes ? 0 : text.size() - mac_bytes;
  const auto body = std::string_view{text}.substr(0, length), mac = std::string_view{text}.substr(length);
  const bool shaped = moved ? body.starts_with('m') : !id.nil() && (body == "d" || (body.starts_with('k') && body.size() == 1 + wrapped_bytes));
  if (!shaped || !equal_secrets(mac, mac_of(mac_key_, id, body)))
    throw VaultRefused(fmt::format("topic {}, offset {}: this key was made under another master key, or is damaged: put back the right keys/master, or "
                                   "name its file in MILLRACE_MASTER_KEY_FILE", options_.topic, message.offset));
  if (!moved) return StoredKey{id, std::string{body.substr(1)}};
  if (body.substr(1) == options_.moved_to) return {};
  throw HouseMoved(options_.topic, body.substr(1));
}

std::string KeyTopic::value_of(const StoredKey& key) const {
  const auto body = (key.destroyed() ? "d" : "k") + key.wrapped;
  return body + mac_of(mac_key_, key.id, body);
}

void KeyTopic::append(std::span<const StoredKey> keys) {
  std::vector<Message> messages;
  for (const auto& key : keys) messages.push_back({options_.topic, 0, -1, to_string(key.id), value_of(key)});
  write(std::move(messages));
}

void KeyTopic::mark_moved(const std::string& where) {
  const auto body = "m" + where;
  write({{options_.topic, 0, -1, std::string(moved_key), body + mac_of(mac_key_, {}, body)}});
}

void KeyTopic::write(std::vector<Message> messages) {
  if (!producer_) producer_ = std::make_unique<Producer>(options_.client, Producer::Heard{.delivered = [this](std::vector<Delivery> group) { on_delivered(group); }});
  {
    const std::lock_guard lock{mutex_};
    failed_.clear();
    on_their_way_ = 0;
  }
  std::string refused;
  for (const auto& message : messages) {
    {
      const std::lock_guard lock{mutex_};
      ++on_their_way_;
    }
    try {
      while (!producer_->send(message)) {
        std::unique_lock lock{mutex_};                        // the queue is full
        changed_.wait_for(lock, std::chrono::milliseconds{poll_ms});
      }
    } catch (const std::exception& e) {
      refused = e.what();
      const std::lock_guard lock{mutex_};
      --on_their_way_;
      break;
    }
  }
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return on_their_way_ == 0; });    // within message.timeout.ms
  if (refused.empty() && failed_.empty()) return;
  const auto why = fmt::format("keys could not be written to topic {}: {}", options_.topic, refused.empty() ? failed_ : refused);
  lock.unlock();
  producer_.reset();                                          // after a fatal error it would write nothing more
  throw Trouble(why, true);
}

void KeyTopic::on_delivered(const std::vector<Delivery>& group) {
  const std::lock_guard lock{mutex_};
  for (const auto& delivery : group)
    if (!delivery.error.empty()) failed_ = delivery.error;
  on_their_way_ -= group.size();
  changed_.notify_all();
}

void KeyTopic::destroy(const Uuid& id) {
  const StoredKey mark{id, {}};
  append({&mark, 1});
}

}  // namespace millrace::kafka
