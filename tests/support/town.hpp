// A whole server without sockets: the real mill and gateway over a journal and a store in memory. Requests go in and answers come
// out as values; passwords are hashed lightly, and the clock moves when it is told to.
#pragma once

#include <atomic>
#include <future>
#include <mutex>

#include "infra/runtime/gateway.hpp"
#include "tests/support/memory_journal.hpp"
#include "tests/support/memory_key_value.hpp"
#include "tests/support/memory_vault.hpp"

namespace millrace::testing {

class Town {
 public:
  using OpenJournal = std::function<std::unique_ptr<Journal>(Journal::Listener&)>;
  // Lists that live in PostgreSQL answer 503. The journal is in memory, unless another one is given or KAFKA_BROKERS
  // names a Kafka. `recent_bytes` of its newest records are kept.
  explicit Town(House house, const OpenJournal& = {}, std::size_t recent_bytes = 8 << 20, QuotaOptions quotas = {0, 0, 0});
  ~Town();
  static Uuid incarnation();                                  // of its journal

  struct Ask {
    std::string method, path, body = {}, token = {}, business = {}, key = {};
    std::vector<std::pair<std::string, std::string>> query = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string from = "192.0.2.1";                           // its address
  };
  // A POST without a key gets one of its own.
  std::future<Response> begin(Ask);
  Response ask(Ask);                                          // waits for the answer
  void pass(Duration time) { now_ += time.count(); }
  Services& services() { return services_; }
  RunningMill& mill() { return *mill_; }
  MemoryVault& vault() { return vault_; }

 private:
  // The twin has one thread; the mill reads its snapshots on others.
  class Shared final : public KeyValue {
    template <class Do>
    auto with(Do what) const {
      const std::lock_guard lock{mutex_};
      return what();
    }

   public:
    std::shared_ptr<const View> snapshot() const override { return with([&] { return below_.snapshot(); }); }
    std::optional<std::string> get(std::string_view key) const override { return with([&] { return below_.get(key); }); }
    bool write(const Batch& batch) override { return with([&] { return below_.write(batch); }); }
    void flush() override { with([&] { below_.flush(); }); }

   private:
    mutable std::mutex mutex_;
    MemoryKeyValue below_;
  };
  struct Nowhere final : FrameSink {
    void send(ConnectionId, std::shared_ptr<const std::string>) override {}
    std::size_t queued(ConnectionId) const override { return 0; }
    void read_on(ConnectionId, std::size_t) override {}
    void close(ConnectionId, int, std::string) override {}
  };
  class Chance final : public Random {
   public:
    void fill(std::span<std::uint8_t> bytes) override {
      const std::lock_guard lock{mutex_};
      random_.fill(bytes);
    }

   private:
    std::mutex mutex_;
    SeededRandom random_{1};
  };

  Time now() const { return at_micros(now_); }

  std::atomic<std::int64_t> now_;
  Chance chance_;
  Uuid7Source ids_;
  MemoryVault vault_;
  House house_;
  Folds folds_;
  Services services_;
  Metrics metrics_;
  Shared below_;
  Nowhere wire_;
  LocalStore store_;
  std::unique_ptr<RunningMill> mill_;
  std::unique_ptr<Gateway> gateway_;
};

// The text of a member of a JSON object: "user.name"; "" when it is not there, and numbers as they stand.
std::string at(const Response&, std::string_view path);

}  // namespace millrace::testing
