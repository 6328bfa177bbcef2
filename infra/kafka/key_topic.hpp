// The keys of a house on Kafka: a compacted topic of one partition that every process reads whole and follows, so that a key which
// one process has made opens what it has sealed on all others.
//
//   message key     the key's id as text
//   message value   kind (1: 'k' key, 'd' destroyed) · wrapped key (40, RFC 3394; none for 'd') · mac (16)
//   mac             the first 16 bytes of HMAC-SHA-256(mac key, id (16) ‖ kind ‖ wrapped key)
//
// One message has the key "moved": 'm', where the house goes on, mac of the two under a nil id. Whoever opens the topic then is
// refused, and whoever follows it ends.
//
// There are no tombstones: compaction keeps the newest message of each id for ever, and removes a wrapped key a day or two after its
// mark has been written.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "infra/crypto/key_store.hpp"
#include "infra/kafka/topics.hpp"

namespace millrace::kafka {

// False when there is no topic <prefix>.keys. Throws Refused for one that would lose keys, or Trouble.
bool check_key_topic(Admin&, const Place&);
// Makes it if there is none, as durable as these brokers allow, and checks it.
void prepare_key_topic(Admin&, const Place&);

// The house goes on elsewhere.
struct HouseMoved : VaultRefused {
  HouseMoved(const std::string& topic, std::string_view where)
      : VaultRefused("The journal beside the topic " + topic + " has moved to " + std::string(where) + ". Serve that one."), where(where) {}
  std::string where;
};

class KeyTopic final : public KeyStore {
 public:
  struct Options {
    kafka::Options client;
    std::string topic = "millrace.keys";
    int start_wait_ms = 30'000;                               // without a new message, at the beginning
    int wait_ms = 5'000;                                      // of catch_up
    std::function<void(const std::string& why)> on_trouble = {};   // what goes wrong later; from its own thread
    std::string moved_to = {};                                // who brings it there does not mind the mark
    // The house has moved under this process, which must decide nothing more. Must not return, but in tests and tools.
    std::function<void(const std::string& why)> fatal = {};   // by default on_trouble, a line to stderr, and exit 2 at once
  };

  // Reads all there is. Throws Trouble when the brokers do not answer, VaultRefused for a message that is not of that mac key,
  // HouseMoved.
  KeyTopic(Options, const Digest& mac_key, Each);
  ~KeyTopic() override;

  void append(std::span<const StoredKey>) override;
  void destroy(const Uuid&) override;
  void catch_up() override;
  // The house goes on elsewhere: durable when it returns. Throws Trouble.
  void mark_moved(const std::string& where);
  // How many messages the topic had when it was opened.
  std::int64_t size_at_start() const { return size_at_start_; }

 private:
  void read(int wait_ms);
  void follow(std::stop_token);
  void look_for_end();
  std::optional<StoredKey> key_of(const Message&) const;
  std::string value_of(const StoredKey&) const;
  void write(std::vector<Message>);
  void on_delivered(const std::vector<Delivery>&);

  const Options options_;
  const Digest mac_key_;
  const Each each_;
  std::unique_ptr<Consumer> consumer_;                        // the reading thread's, once there is one
  std::int64_t size_at_start_ = 0;

  std::mutex mutex_;                                          // guards the next
  std::condition_variable changed_;
  std::int64_t next_ = 0;                                     // read so far
  std::uint64_t asked_ = 0, answered_ = 0;                    // calls of catch_up; those whose end is known
  std::int64_t end_ = 0;                                      // where the topic ended at the last answer
  std::size_t on_their_way_ = 0;                              // of an append
  std::string failed_;

  std::unique_ptr<Producer> producer_;                        // made at the first write
  std::jthread reader_;                                       // last: it uses the others
};

}  // namespace millrace::kafka
