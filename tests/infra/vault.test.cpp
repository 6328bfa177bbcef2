#include "infra/crypto/vault.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <random>
#include <set>
#include <sys/resource.h>

#include "schemas/json/codec.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/memory_vault.hpp"

namespace millrace {
namespace {

namespace fs = std::filesystem;

const Uuid shop = *parse_uuid("01900000-0000-7000-8000-0000000000aa");
const Uuid other_shop = *parse_uuid("01900000-0000-7000-8000-0000000000bb");

struct Keys {
  TemporaryDirectory home;
  SystemRandom random;
  fs::path directory = home.path / "keys";
  fs::path file = directory / "subjects";

  std::unique_ptr<FileVault> vault(KeyFile::Mode mode = KeyFile::Mode::write) {
    return std::make_unique<FileVault>(FileVault::Options{.directory = directory, .mode = mode}, random);
  }
  std::string contents() const {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  void replace(const std::string& contents) const {
    std::ofstream{file, std::ios::binary | std::ios::trunc} << contents;
  }
};

// Waits for the vault's own thread where the batch is used up just now.
Uuid next_key(Vault& vault) {
  for (;;) {
    if (const auto key = vault.fresh_key()) return *key;
    std::this_thread::yield();
  }
}

template <class Act>
std::string refusal(Act act) {
  try {
    act();
  } catch (const VaultRefused& refused) {
    return refused.what();
  }
  return "";
}

void holds_the_contract(Vault& vault, const std::function<void(const Uuid&)>& destroy) {
  const Uuid key = *vault.fresh_key(), other = *vault.fresh_key();
  CHECK(key != other);
  const std::string sealed = vault.seal(key, shop, "here", "a secret");
  CHECK(sealed.find("secret") == std::string::npos);
  CHECK(sealed.size() == 12 + 8 + 16);
  CHECK(vault.seal(key, shop, "here", "a secret") != sealed);
  CHECK(vault.open(key, shop, "here", sealed).how == Vault::Opening::opened);
  CHECK(vault.open(key, shop, "here", sealed).text == "a secret");
  CHECK(vault.open(key, shop, "there", sealed).how == Vault::Opening::corrupt);
  CHECK(vault.open(key, other_shop, "here", sealed).how == Vault::Opening::corrupt);
  CHECK(vault.open(key, shop, "here", sealed).text == "a secret");
  CHECK(vault.open(other, shop, "here", sealed).how == Vault::Opening::corrupt);
  CHECK(vault.open(key, shop, "here", "").how == Vault::Opening::corrupt);
  CHECK(vault.open(shop, shop, "here", sealed).how == Vault::Opening::unknown_key);
  CHECK_THROWS(vault.seal(shop, shop, "here", "x"));

  CHECK(vault.secret("cursor") == vault.secret("cursor"));
  CHECK(vault.secret("cursor") != vault.secret("fingerprint"));

  destroy(key);
  destroy(key);
  CHECK(vault.open(key, shop, "here", sealed).how == Vault::Opening::erased);
  CHECK(vault.open(key, shop, "here", sealed).text == "");
  CHECK(vault.open(key, shop, "here", vault.seal(key, shop, "here", "too late")).how == Vault::Opening::erased);
  CHECK(vault.open(other, shop, "", vault.seal(other, shop, "", "")).how == Vault::Opening::opened);
}

}  // namespace

TEST_CASE("the vault in memory seals, opens and forgets") {
  MemoryVault vault;
  holds_the_contract(vault, [&](const Uuid& key) { vault.destroy(key); });
  vault.dry = true;
  CHECK_FALSE(vault.fresh_key());
}

TEST_CASE("the vault in files seals, opens and forgets") {
  Keys keys;
  const auto vault = keys.vault();
  holds_the_contract(*vault, [&](const Uuid& key) { vault->destroy(key); });
}

TEST_CASE("what would be sealed under a key that has not arrived waits for it, and that is told") {
  Keys keys;
  std::string told;
  FileVault vault{{.directory = keys.directory, .on_trouble = [&](const std::string& why) { told = why; }}, keys.random};
  CHECK_THROWS_AS(vault.seal(shop, shop, "here", "x"), NoKey);
  CHECK(told.find("lacks key " + to_string(shop)) != std::string::npos);
}

TEST_CASE("a key that is not there is looked for once, and used when the store brings it later") {
  struct Elsewhere final : KeyStore {
    void append(std::span<const StoredKey>) override {}
    void destroy(const Uuid&) override {}
    void catch_up() override { ++looks; }
    int looks = 0;
    Each tell;
  };
  Keys keys;
  const auto maker = keys.vault();
  const Uuid key = next_key(*maker);
  const auto sealed = maker->seal(key, shop, "", "text");
  StoredKey stored;
  open_key_file(keys.directory, key_store_mac_key(master_key(keys.directory, {}, keys.random).now), KeyFile::Mode::read, [&](const StoredKey& k) {
    if (k.id == key) stored = k;
  });
  Elsewhere* elsewhere = nullptr;
  StoredVault vault{master_key(keys.directory, {}, keys.random),
                    [&](const Digest&, KeyStore::Each each) {
                      auto store = std::make_unique<Elsewhere>();
                      store->tell = std::move(each);
                      elsewhere = store.get();
                      return store;
                    },
                    StoredVault::Fresh::no, keys.random};
  CHECK(vault.open(key, shop, "", sealed).how == Vault::Opening::unknown_key);
  CHECK(vault.open(key, shop, "", sealed).how == Vault::Opening::unknown_key);
  CHECK_THROWS_AS(vault.seal(key, shop, "", "text"), NoKey);
  CHECK(elsewhere->looks == 1);
  elsewhere->tell(stored);
  CHECK(vault.open(key, shop, "", sealed).text == "text");
}

TEST_CASE("keys and secrets outlive the process, and so does their destruction") {
  Keys keys;
  Uuid kept, gone;
  std::string kept_text, gone_text;
  Digest secret;
  {
    const auto vault = keys.vault();
    kept = *vault->fresh_key();
    gone = *vault->fresh_key();
    kept_text = vault->seal(kept, shop, "", "kept");
    gone_text = vault->seal(gone, shop, "", "gone");
    vault->destroy(gone);
    vault->destroy(other_shop);  // never known here
    secret = vault->secret("cursor");
  }
  const auto vault = keys.vault();
  CHECK(vault->open(kept, shop, "", kept_text).text == "kept");
  CHECK(vault->open(gone, shop, "", gone_text).how == Vault::Opening::erased);
  CHECK(vault->open(other_shop, shop, "", gone_text).how == Vault::Opening::erased);
  CHECK(vault->secret("cursor") == secret);
}

TEST_CASE("a key is given out once only, across batches and restarts") {
  Keys keys;
  std::set<Uuid> seen;
  for (int run = 0; run < 3; ++run) {
    const auto vault = keys.vault();
    for (int i = 0; i < 400; ++i) CHECK(seen.insert(next_key(*vault)).second);
  }
}

TEST_CASE("a key is on the disk before it is given out") {
  Keys keys;
  const auto vault = keys.vault();
  for (int i = 0; i < 300; ++i) {
    const Uuid key = next_key(*vault);
    if (i % 50 == 0) CHECK(keys.contents().find(key.raw()) != std::string::npos);
  }
}

TEST_CASE("a destroyed key leaves nothing in the file from which it could come back") {
  Keys keys;
  const auto vault = keys.vault();
  const Uuid key = *vault->fresh_key();
  const std::string before = keys.contents();
  const auto at = before.find(key.raw());
  REQUIRE(at != std::string::npos);
  const std::string wrapped = before.substr(at + 16, 40);
  vault->destroy(key);
  const std::string after = keys.contents();
  CHECK(after.size() == before.size());
  CHECK(after.find(wrapped) == std::string::npos);
  CHECK(after.find(key.raw()) == at);
}

TEST_CASE("the directory, the master key and the keys are for their owner only") {
  Keys keys;
  const auto vault = keys.vault();
  CHECK(fs::status(keys.directory).permissions() == fs::perms::owner_all);
  for (const auto& entry : fs::directory_iterator{keys.directory})
    CHECK(entry.status().permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(std::distance(fs::directory_iterator{keys.directory}, fs::directory_iterator{}) == 2);
}

TEST_CASE("keys are refused, with the remedy, under a wrong, missing or unreadable master key") {
  Keys keys;
  keys.vault();
  const auto master = keys.directory / "master";
  const std::string before = keys.contents();
  fs::rename(master, keys.home.path / "moved");
  CHECK(refusal([&] { keys.vault(); }).find("MILLRACE_MASTER_KEY_FILE") != std::string::npos);
  CHECK_FALSE(fs::exists(master));
  const FileVault::Options elsewhere{.directory = keys.directory, .master_key_file = keys.home.path / "moved"};
  { const FileVault vault{elsewhere, keys.random}; }
  std::ofstream{master} << base64url(std::string(32, 'x'));
  CHECK(refusal([&] { keys.vault(); }).find("another master key") != std::string::npos);
  for (const std::string& wrong : {std::string{}, std::string{"short"}, std::string(43, '!'),
                                   base64url(std::string(33, 'x'))}) {
    std::ofstream{master, std::ios::trunc} << wrong;
    CHECK(refusal([&] { keys.vault(); }).find("holds no master key") != std::string::npos);
  }
  CHECK(refusal([&] { FileVault{{.directory = keys.directory, .master_key_file = "/nowhere/master"}, keys.random}; })
            .find("cannot be read") != std::string::npos);
  CHECK(keys.contents().starts_with(before));
}

namespace {

// What a vault seals, and keys of which one is destroyed: what is to be the same behind a change of the master key.
struct Kept {
  Uuid key, gone;
  std::string sealed, lost;
  std::vector<Digest> lasting, passing;
  explicit Kept(FileVault& vault) : key(next_key(vault)), gone(next_key(vault)), sealed(vault.seal(key, shop, "", "text")), lost(vault.seal(gone, shop, "", "lost")) {
    vault.destroy(gone);
    lasting = secrets(vault, {"tokens", "fingerprint", "api keys", "signing:heads"});
    passing = secrets(vault, {"access tokens", "cursor", "csrf", "forwarding"});
  }
  static std::vector<Digest> secrets(Vault& vault, std::initializer_list<const char*> purposes) {
    std::vector<Digest> all;
    for (const auto* purpose : purposes) all.push_back(vault.secret(purpose));
    return all;
  }
  void opens_in(FileVault& vault) const {
    CHECK(vault.open(key, shop, "", sealed).text == "text");
    CHECK(vault.open(gone, shop, "", lost).how == Vault::Opening::erased);
    CHECK(secrets(vault, {"tokens", "fingerprint", "api keys", "signing:heads"}) == lasting);
  }
};

std::string contents_of(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

TEST_CASE("a new master key opens all that the old one did, which opens nothing any more") {
  Keys keys;
  auto vault = keys.vault();
  const Kept kept{*vault};
  CHECK(refusal([&] { change_master_key(keys.directory, {}, {}, keys.random); }).find("in use") != std::string::npos);
  vault.reset();
  const auto old = contents_of(keys.directory / "master"), before = keys.contents();
  for (int change = 0; change < 3; ++change) {
    const auto changed = change_master_key(keys.directory, {}, {}, keys.random);
    CHECK(changed.keys >= StoredVault::batch);
    CHECK_FALSE(changed.begun_before);
    CHECK(contents_of(keys.directory / "master") != old);
    CHECK(keys.contents() != before);
    CHECK(std::distance(fs::directory_iterator{keys.directory}, fs::directory_iterator{}) == 2);
    for (const auto& entry : fs::directory_iterator{keys.directory}) CHECK(entry.status().permissions() == (fs::perms::owner_read | fs::perms::owner_write));
    vault = keys.vault();
    kept.opens_in(*vault);
    for (std::size_t n = 0; n < kept.passing.size(); ++n) CHECK(vault->secret("access tokens") != kept.passing[n]);
    const auto sealed = vault->seal(next_key(*vault), shop, "", "later");
    vault.reset();
  }
  std::ofstream{keys.directory / "master", std::ios::trunc} << old;
  CHECK(refusal([&] { keys.vault(); }).find("another master key") != std::string::npos);
  keys.replace(before);                                // as a backup of before has them
  vault = keys.vault();
  kept.opens_in(*vault);
}

TEST_CASE("a change of the master key that was cut short is as before, or as behind it, wherever that was") {
  Keys keys, changed;
  auto vault = keys.vault();
  const Kept kept{*vault};
  vault.reset();
  fs::copy(keys.directory, changed.directory);
  change_master_key(changed.directory, {}, {}, keys.random);
  const auto master = contents_of(keys.directory / "master"), next = contents_of(changed.directory / "master");
  const auto subjects = keys.contents(), rewrapped = changed.contents();
  struct Left { const char* what; std::string master, next, subjects, rewrapped; bool done; };
  for (const auto& left : {Left{"the new key was there", master, next, subjects, "", false}, Left{"a part of the keys was wrapped", master, next, subjects, rewrapped.substr(0, 1000), false},
                           Left{"all keys were wrapped", master, next, subjects, rewrapped, false}, Left{"the keys stood in their place", master, next, rewrapped, "", true}})
    for (const bool again : {false, true}) {
      const auto put = [&](const char* name, const std::string& text) {
        fs::remove(keys.directory / name);
        if (!text.empty()) std::ofstream{keys.directory / name, std::ios::binary} << text;
      };
      put("master", left.master);
      put("master.next", left.next);
      put("subjects", left.subjects);
      put("subjects.next", left.rewrapped);
      put("master.next.7.new", "half");
      kept.opens_in(*keys.vault(KeyFile::Mode::read));
      CHECK_MESSAGE(fs::exists(keys.directory / "master.next"), left.what);
      if (again) CHECK_MESSAGE(change_master_key(keys.directory, {}, {}, keys.random).begun_before == left.done, left.what);
      kept.opens_in(*keys.vault());
      CHECK_MESSAGE(std::distance(fs::directory_iterator{keys.directory}, fs::directory_iterator{}) == 2, left.what);
      CHECK_MESSAGE((contents_of(keys.directory / "master") == master) == (!left.done && !again), left.what);
    }
}

TEST_CASE("a master key that is kept elsewhere is replaced by another file, and stays as it is") {
  Keys keys;
  keys.vault();
  const auto old = keys.home.path / "old", next = keys.home.path / "next";
  fs::rename(keys.directory / "master", old);
  const auto open = [&](const fs::path& file) { return std::make_unique<FileVault>(FileVault::Options{.directory = keys.directory, .master_key_file = file}, keys.random); };
  auto vault = open(old);
  const Kept kept{*vault};
  vault.reset();
  const auto before = contents_of(old);
  CHECK_FALSE(change_master_key(keys.directory, old, next, keys.random).begun_before);
  CHECK(contents_of(old) == before);
  CHECK_FALSE(fs::exists(keys.directory / "master"));
  CHECK(change_master_key(keys.directory, old, next, keys.random).begun_before);     // once more does nothing
  kept.opens_in(*open(next));
  CHECK(refusal([&] { open(old); }).find("another master key") != std::string::npos);
  std::ofstream{keys.home.path / "foreign"} << base64url(std::string(32, 'x'));
  CHECK(refusal([&] { change_master_key(keys.directory, next, keys.home.path / "foreign", keys.random); }).find("is there already") != std::string::npos);
  kept.opens_in(*open(next));
}

TEST_CASE("a master key's file whose second line is not of its first is refused") {
  Keys keys;
  keys.vault();
  change_master_key(keys.directory, {}, {}, keys.random);
  const auto text = contents_of(keys.directory / "master");
  const auto line = text.find('\n') + 1;
  for (const auto& wrong : {text.substr(0, line) + "AAAA\n", text + "more\n", text.substr(0, line) + base64url(std::string(40, 'x')) + "\n"}) {
    std::ofstream{keys.directory / "master", std::ios::trunc} << wrong;
    CHECK(refusal([&] { keys.vault(); }).find("holds no master key") != std::string::npos);
  }
}

TEST_CASE("two processes do not write the same keys, but a tool reads beside a server") {
  Keys keys;
  const auto vault = keys.vault();
  CHECK(refusal([&] { keys.vault(); }).find("in use") != std::string::npos);
  const Uuid key = *vault->fresh_key();
  const auto sealed = vault->seal(key, shop, "", "text");
  const auto reader = keys.vault(KeyFile::Mode::read);
  CHECK(reader->open(key, shop, "", sealed).text == "text");
  CHECK_FALSE(reader->fresh_key());
  CHECK_THROWS_AS(reader->destroy(key), std::logic_error);
}

TEST_CASE("an append that was cut anywhere costs nothing that was given out") {
  Keys keys;
  Uuid key;
  std::string sealed;
  std::size_t durable = 0;
  {
    const auto vault = keys.vault();
    key = *vault->fresh_key();
    sealed = vault->seal(key, shop, "", "text");
    durable = keys.contents().size();
  }
  keys.vault();
  const std::string whole = keys.contents();
  REQUIRE(whole.size() == durable + 256 * 128);
  std::mt19937 random{5};
  for (int i = 0; i < 12; ++i) {
    std::string cut = whole.substr(0, durable + random() % (whole.size() - durable));
    if (i % 2)  // the disk wrote later sectors before earlier ones
      for (std::size_t hole = durable + 512 * (random() % 20); hole < cut.size(); hole += 512 * (1 + random() % 20))
        std::fill_n(cut.data() + hole, std::min<std::size_t>(512, cut.size() - hole), '\0');
    keys.replace(cut);
    for (int again = 0; again < 2; ++again) CHECK(keys.vault()->open(key, shop, "", sealed).text == "text");
    CHECK(keys.contents().size() % 128 == 0);
  }
}

TEST_CASE("a key file that is damaged before its last append is refused and left as it is") {
  Keys keys;
  keys.vault();
  keys.vault();
  const std::string whole = keys.contents();
  std::mt19937 random{6};
  for (int i = 0; i < 12; ++i) {
    std::string damaged = whole;
    damaged[128 + random() % (256 * 128)] ^= static_cast<char>(1 << random() % 8);
    keys.replace(damaged);
    CHECK(refusal([&] { keys.vault(); }).find("is damaged at byte") != std::string::npos);
    CHECK(keys.contents() == damaged);
  }
  for (const std::string& wrong : {std::string{}, std::string{"text"}, std::string(4096, '\0'),
                                   std::string(100'000, 'x')}) {
    keys.replace(wrong);
    CHECK(refusal([&] { keys.vault(); }).find("not a key file") != std::string::npos);
    CHECK(keys.contents() == wrong);
  }
}

TEST_CASE("slots cannot change places") {
  Keys keys;
  keys.vault();
  keys.vault();
  std::string moved = keys.contents();
  std::swap_ranges(moved.begin() + 128, moved.begin() + 256, moved.begin() + 256);
  keys.replace(moved);
  CHECK(refusal([&] { keys.vault(); }).find("is damaged at byte 128") != std::string::npos);
}

TEST_CASE("a disk without room costs no key and is tried again") {
  TemporaryDirectory home;
  const Digest mac_key = sha256("a key");
  const auto path = home.path / "subjects";
  const KeySlot slot{KeySlot::Kind::key, shop, std::string(40, 'w')};
  const KeySlot other{KeySlot::Kind::key, other_shop, std::string(40, 'w')};
  {
    KeyFile file{path, mac_key, KeyFile::Mode::write, [](auto, auto&) {}};
    file.append({&slot, 1});
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit tight = before;
    tight.rlim_cur = 3 * 128 + 50;
    ::setrlimit(RLIMIT_FSIZE, &tight);
    const std::vector<KeySlot> many(20, slot);
    std::string why;
    try {
      file.append(many);
    } catch (const std::system_error& full) {
      why = full.what();
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old_handler);
    CHECK(why.find("cannot write") != std::string::npos);
    CHECK(fs::file_size(path) == 2 * 128);
    CHECK(file.append({&other, 1}) == 2);
  }
  std::vector<Uuid> seen;
  KeyFile file{path, mac_key, KeyFile::Mode::read, [&](auto, const KeySlot& each) { seen.push_back(each.id); }};
  CHECK(seen == std::vector<Uuid>{shop, other_shop});
}

TEST_CASE("many threads seal, open and take keys at once") {
  Keys keys;
  const auto vault = keys.vault();
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 150; ++i) {
          const Uuid key = next_key(*vault);
          const std::string text = "text " + std::to_string(i), sealed = vault->seal(key, shop, "c", text);
          right += vault->open(key, shop, "c", sealed).text == text;
        }
      });
  }
  CHECK(right == 600);
}

}  // namespace millrace
