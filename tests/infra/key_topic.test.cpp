#include "infra/kafka/key_topic.hpp"

#include <doctest/doctest.h>

#include <future>
#include <thread>

#include "infra/crypto/vault.hpp"
#include "tests/support/kafka_mock.hpp"

namespace millrace {
namespace {

using namespace millrace::testing;

const Uuid shop = *parse_uuid("01900000-0000-7000-8000-0000000000aa");

struct House {
  KafkaMock mock;
  SystemRandom random;
  House() { mock.make_topic("millrace.keys", 1); }

  kafka::KeyTopic::Options options() const {
    kafka::KeyTopic::Options out;
    out.client.settings["bootstrap.servers"] = mock.bootstrap();
    out.wait_ms = 3000;
    return out;
  }
  std::unique_ptr<StoredVault> vault(char master = 'm', std::vector<std::string>* trouble = nullptr) {
    auto o = options();
    if (trouble) o.on_trouble = [trouble](const std::string& why) { trouble->push_back(why); };
    return std::make_unique<StoredVault>(
        std::string(32, master),
        [o](const Digest& mac_key, KeyStore::Each each) { return std::make_unique<kafka::KeyTopic>(o, mac_key, std::move(each)); },
        StoredVault::Fresh::yes, random);
  }
  std::vector<StoredKey> all(char master = 'm') {
    std::vector<StoredKey> out;
    kafka::KeyTopic{options(), key_store_mac_key(std::string(32, master)), [&](const StoredKey& key) { out.push_back(key); }};
    return out;
  }
};

}  // namespace

TEST_CASE("keys on Kafka outlive the process, and so does their destruction") {
  House house;
  Uuid kept, gone;
  std::string kept_text, gone_text;
  {
    const auto vault = house.vault();
    kept = *vault->fresh_key();
    gone = *vault->fresh_key();
    kept_text = vault->seal(kept, shop, "", "kept");
    gone_text = vault->seal(gone, shop, "", "gone");
    vault->destroy(gone);
    vault->destroy(gone);
    vault->destroy(shop);  // never known here
    CHECK(vault->open(gone, shop, "", gone_text).how == Vault::Opening::erased);
  }
  const auto vault = house.vault();
  CHECK(vault->open(kept, shop, "", kept_text).text == "kept");
  CHECK(vault->open(gone, shop, "", gone_text).how == Vault::Opening::erased);
  CHECK(vault->open(shop, shop, "", gone_text).how == Vault::Opening::erased);
  CHECK(house.all().size() == 256 + 2 + 256);
}

TEST_CASE("a key on Kafka is in the topic before it is given out") {
  House house;
  const auto vault = house.vault();
  const Uuid key = *vault->fresh_key();
  const auto all = house.all();
  CHECK(std::count_if(all.begin(), all.end(), [&](const StoredKey& k) { return k.id == key && k.wrapped.size() == 40; }) == 1);
}

TEST_CASE("what one process seals another opens at once, and what one destroys is soon gone for the other") {
  House house;
  const auto a = house.vault(), b = house.vault();
  const Uuid key = *a->fresh_key();
  for (int i = 0; i < 300; ++i)  // into batches that b has not heard of
    if (const auto fresh = a->fresh_key()) {
      const auto sealed = a->seal(*fresh, shop, "", "text");
      REQUIRE(b->open(*fresh, shop, "", sealed).text == "text");
    }
  const auto sealed = a->seal(key, shop, "", "text");
  CHECK(b->open(key, shop, "", b->seal(key, shop, "", "mine")).text == "mine");
  a->destroy(key);
  for (int i = 0; i < 200 && b->open(key, shop, "", sealed).how != Vault::Opening::erased; ++i) std::this_thread::sleep_for(std::chrono::milliseconds{20});
  CHECK(b->open(key, shop, "", sealed).how == Vault::Opening::erased);
}

TEST_CASE("a key that nobody has made is unknown, after the topic has been read to its end") {
  House house;
  const auto vault = house.vault();
  CHECK(vault->open(shop, shop, "", "sealed").how == Vault::Opening::unknown_key);
}

TEST_CASE("the keys of another master key are refused, and nothing is written beside them") {
  House house;
  house.vault();
  std::string why;
  try {
    house.vault('x');
  } catch (const VaultRefused& refused) {
    why = refused.what();
  }
  CHECK(why.find("another master key") != std::string::npos);
  CHECK(why.find("MILLRACE_MASTER_KEY_FILE") != std::string::npos);
  CHECK(house.all().size() == 256);
}

TEST_CASE("brokers that are away are an error at the start; keys wait for them later") {
  House house;
  auto away = house.options();
  away.start_wait_ms = 300;
  away.client.settings["bootstrap.servers"] = "127.0.0.1:1";
  CHECK_THROWS_AS((kafka::KeyTopic{away, Digest{}, [](const StoredKey&) {}}), kafka::Trouble);

  auto hasty = house.options();
  hasty.client.settings["message.timeout.ms"] = "300";
  hasty.wait_ms = 300;
  std::atomic<int> troubles = 0;
  hasty.on_trouble = [&](const std::string&) { ++troubles; };
  kafka::KeyTopic topic{hasty, key_store_mac_key(std::string(32, 'm')), [](const StoredKey&) {}};
  const StoredKey key{shop, std::string(40, 'w')};
  house.mock.set_down(1, true);
  CHECK_THROWS_AS(topic.append({&key, 1}), kafka::Trouble);
  topic.catch_up();
  CHECK(troubles > 0);
  house.mock.set_down(1, false);
  for (int tries = 0;; ++tries) {
    try {
      topic.append({&key, 1});
      break;
    } catch (const kafka::Trouble&) {
      REQUIRE(tries < 20);
    }
  }
  const auto all = house.all();
  CHECK(std::any_of(all.begin(), all.end(), [&](const StoredKey& k) { return k.id == shop; }));
}

TEST_CASE("a house that has moved is opened by nobody, whatever its master key") {
  House house;
  {
    const auto vault = house.vault();
    kafka::KeyTopic topic{house.options(), key_store_mac_key(std::string(32, 'm')), [](const StoredKey&) {}};
    topic.mark_moved("/srv/millrace");
  }
  CHECK_THROWS_WITH_AS(house.vault(), doctest::Contains("has moved to /srv/millrace"), VaultRefused);
  CHECK_THROWS_WITH_AS(house.vault('x'), doctest::Contains("another master key"), VaultRefused);
}

TEST_CASE("who follows a house that moves is told so at once, and who brings it there is not in the way of itself") {
  House house;
  const auto mac_key = key_store_mac_key(std::string(32, 'm'));
  std::promise<std::string> ended;
  auto serving = house.options();
  serving.fatal = [&](const std::string& why) { ended.set_value(why); };
  kafka::KeyTopic server{serving, mac_key, [](const StoredKey&) {}};
  auto bringing = house.options();
  bringing.moved_to = "/srv/millrace";
  std::atomic<int> troubles = 0;
  bringing.fatal = bringing.on_trouble = [&](const std::string&) { ++troubles; };
  {
    kafka::KeyTopic tool{bringing, mac_key, [](const StoredKey&) {}};
    tool.mark_moved("/srv/millrace");
    tool.catch_up();
  }
  kafka::KeyTopic{bringing, mac_key, [](const StoredKey&) {}};   // once more
  CHECK(troubles == 0);
  auto why = ended.get_future();
  REQUIRE(why.wait_for(std::chrono::seconds{20}) == std::future_status::ready);
  CHECK(why.get().find("has moved to /srv/millrace") != std::string::npos);
  bringing.moved_to = "/srv/elsewhere";
  CHECK_THROWS_AS((kafka::KeyTopic{bringing, mac_key, [](const StoredKey&) {}}), VaultRefused);
}

}  // namespace millrace
