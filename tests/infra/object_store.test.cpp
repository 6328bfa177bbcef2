// The contract of the object store, over a directory; tests/system/12-backup holds it for S3.
#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>

#include "infra/objects/directory_store.hpp"
#include "infra/objects/s3_store.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/scripted_server.hpp"

using namespace millrace;

namespace {

std::string read(ObjectStore& store, const std::string& name) { return get_whole(store, name, 1 << 24); }

}  // namespace

TEST_CASE("object store: what was put is there as a whole, under its name") {
  const TemporaryDirectory home;
  DirectoryStore store{home.path / "made" / "when needed"};
  CHECK(store.list("").empty());
  CHECK_FALSE(store.exists("a/b"));
  CHECK_THROWS_AS(read(store, "a/b"), NoObject);
  const std::string large(3 * ObjectStore::piece_bytes + 7, 'x');
  store.put("a/b", content_of(large));
  store.put("a/c-1", content_of("one"));
  store.put("a/c-1", content_of("two"));
  store.put("d", content_of(""));
  CHECK(store.exists("a/b"));
  CHECK(read(store, "a/b") == large);
  CHECK(read(store, "a/c-1") == "two");
  CHECK(read(store, "d").empty());
  CHECK(store.list("") == std::vector<ObjectEntry>{{"a/b", large.size()}, {"a/c-1", 3}, {"d", 0}});
  CHECK(store.list("a/c") == std::vector<ObjectEntry>{{"a/c-1", 3}});
  CHECK(store.list("a/") == std::vector<ObjectEntry>{{"a/b", large.size()}, {"a/c-1", 3}});
  CHECK(store.list("x/y").empty());
  CHECK_THROWS_AS(get_whole(store, "a/b", 100), StoreTrouble);
  store.remove("a/b");
  store.remove("a/b");
  CHECK_FALSE(store.exists("a/b"));
}

TEST_CASE("object store: a put that fails leaves what was there, and no draft") {
  const TemporaryDirectory home;
  DirectoryStore store{home.path};
  store.put("a", content_of("whole"));
  const Content broken{1 << 20, [](std::uint64_t at, std::size_t n) -> std::string {
                         if (at > 0) throw std::runtime_error("cannot be read");
                         return std::string(n, 'y');
                       }};
  CHECK_THROWS_AS(store.put("a", broken), std::runtime_error);
  CHECK(read(store, "a") == "whole");
  CHECK(std::filesystem::is_empty(home.path / ".drafts"));
  CHECK(store.list("") == std::vector<ObjectEntry>{{"a", 5}});
}

TEST_CASE("object store: names that could lead elsewhere are no names") {
  const TemporaryDirectory home;
  DirectoryStore store{home.path};
  for (const auto* name : {"", "/a", "a/", "a//b", "../a", "a/../b", ".drafts/x", "a b", "a\\b", "ü"}) CHECK_THROWS_AS(store.put(name, content_of("x")), std::logic_error);
}

TEST_CASE("object store: endpoints of S3 that are none") {
  for (const auto* endpoint : {"s3.example.org", "ftp://s3.example.org", "https://", "https://s3.example.org/path", "https://user@s3.example.org"})
    CHECK_THROWS_AS(S3Store({.bucket = "b", .endpoint = endpoint}), std::invalid_argument);
}

TEST_CASE("object store: S3 that fails is asked again, a few times, and says why in the end") {
  using Line = millrace::testing::ScriptedServer::Line;
  std::atomic<int> asked = 0, fails = 2;
  millrace::testing::ScriptedServer server{[&](Line& line, int) {
    line.read_until("\r\n\r\n");
    const bool fail = ++asked <= fails;
    line.say(fail ? "HTTP/1.1 503 X\r\nContent-Length: 60\r\nConnection: close\r\n\r\n<Error><Code>SlowDown</Code><Message>Later</Message></Error>"
                  : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nhere");
  }};
  S3Store store{{.bucket = "b", .endpoint = "http://127.0.0.1:" + std::to_string(server.port()), .credentials = {"id", "secret", ""}, .tries = 3, .first_pause_ms = 2}};
  CHECK(read(store, "a") == "here");
  CHECK(asked == 3);
  fails = 100;
  asked = 0;
  try {
    read(store, "a");
    FAIL("it was read");
  } catch (const StoreTrouble& e) {
    CHECK(std::string(e.what()).find("503 SlowDown: Later") != std::string::npos);
    CHECK(e.again);
  }
  CHECK(asked == 3);
}
