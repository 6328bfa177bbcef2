// A whole server without sockets: the real mill and gateway over a journal and a store in memory. Requests go in and answers come
// out as values; passwords are hashed lightly, and the clock moves when it is told to.
#pragma once

#include <atomic>
#include <mutex>

#include "infra/runtime/gateway.hpp"
#include "tests/support/memory_journal.hpp"
#include "tests/support/memory_key_value.hpp"
#include "tests/support/memory_vault.hpp"

namespace millrace::testing {

class Town {
 public:
  // Lists that live in PostgreSQL answer 503.
  explicit Town(House house);
  ~Town();

  struct Ask {
    std::string method, path, body = {}, token = {}, business = {}, key = {};
    std::vector<std::pair<std::string, std::string>> query = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
  };
  // Waits for the answer. A POST without a key gets one of its own.
  Response ask(Ask);
  void pass(Duration time) { x_now += time.count(); }
  Services& services() { return x_services; }
  Mill& mill() { return *x_mill; }

 private:
  // The twin has one thread; the mill reads its snapshots on others.
  class Shared final : public KeyValue {
    template <class Do>
    auto with(Do what) const {
      const std::lock_guard lock{x_mutex};
      return what();
    }

   public:
    std::shared_ptr<const View> snapshot() const override { return with([&] { return x_below.snapshot(); }); }
    std::optional<std::string> get(std::string_view key) const override { return with([&] { return x_below.get(key); }); }
    bool write(const Batch& batch) override { return with([&] { return x_below.write(batch); }); }
    void flush() override { with([&] { x_below.flush(); }); }

   private:
    mutable std::mutex x_mutex;
    MemoryKeyValue x_below;
  };
  struct Nowhere final : Wire {
    void send(ConnectionId, std::shared_ptr<const std::string>) override {}
    void close(ConnectionId, int, std::string) override {}
  };
  class Chance final : public Random {
   public:
    void fill(std::span<std::uint8_t> bytes) override {
      const std::lock_guard lock{x_mutex};
      x_random.fill(bytes);
    }

   private:
    std::mutex x_mutex;
    SeededRandom x_random{1};
  };

  Time now() const { return at_micros(x_now); }

  std::atomic<std::int64_t> x_now;
  Chance x_chance;
  Uuid7Source x_ids;
  MemoryVault x_vault;
  House x_house;
  Folds x_folds;
  Services x_services;
  Metrics x_metrics;
  Shared x_below;
  Nowhere x_wire;
  LocalStore x_store;
  std::unique_ptr<Mill> x_mill;
  std::unique_ptr<Gateway> x_gateway;
};

// The text of a member of a JSON object: "user.name"; "" when it is not there, and numbers as they stand.
std::string at(const Response&, std::string_view path);

}  // namespace millrace::testing
