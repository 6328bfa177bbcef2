// Where a call may go: addresses as the registries of special purposes have them, URLs in every spelling, and a listener that nobody reaches.
#include "infra/egress/guard.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "infra/egress/outside_client.hpp"
#include "tests/support/scripted_server.hpp"

using namespace millrace;

namespace {

bool routable(const char* address) { return publicly_routable(boost::asio::ip::make_address(address)); }

Came called(const EgressGuard& guard, const std::string& url) {
  OutsideClient client{guard};
  std::optional<Came> answer;
  client.start(OutgoingCall{"GET", url, {}, {}}, 2'000, [&](const Came& came) { answer = came; });
  while (!answer) client.wait(100);
  return *answer;
}

// Every way in which inet_aton (and so getaddrinfo) writes that address: one to four numbers, each decimal, octal or hexadecimal, with and without noughts before.
std::vector<std::string> spellings_of(std::uint32_t address) {
  std::vector<std::string> all;
  const auto numbers = [](std::uint64_t n) {
    return std::vector<std::string>{fmt::format("{}", n), fmt::format("0{:o}", n), fmt::format("000{:o}", n), fmt::format("0x{:x}", n), fmt::format("0X{:X}", n), fmt::format("0x00{:x}", n)};
  };
  for (int parts = 1; parts <= 4; ++parts) {
    std::vector<std::string> so_far{""};
    for (int part = 0; part < parts; ++part) {
      const bool last = part == parts - 1;
      const auto rest = 32 - 8 * part;
      const auto value = last ? std::uint64_t{address} & ((std::uint64_t{1} << rest) - 1) : address >> (24 - 8 * part) & 255;
      std::vector<std::string> longer;
      for (const auto& head : so_far)
        for (const auto& number : numbers(value)) longer.push_back(head + number + (last ? "" : "."));
      so_far = std::move(longer);
    }
    all.insert(all.end(), so_far.begin(), so_far.end());
  }
  const auto high = address >> 16, low = address & 0xffff;
  for (const auto* form : {"[::ffff:{:x}:{:x}]", "[0:0:0:0:0:ffff:{:x}:{:x}]", "[::FFFF:{:04X}:{:04X}]", "[64:ff9b::{:x}:{:x}]", "[2002:{:x}:{:x}::1]", "[::{:x}:{:x}]"})
    all.push_back(fmt::format(fmt::runtime(form), high, low));
  return all;
}

}  // namespace

TEST_CASE("egress guard: no spelling of an address inside leads there") {
  const EgressGuard guard;
  OutsideClient client{guard};
  std::size_t tried = 0, under_way = 0;
  for (const auto* inside : {"127.0.0.1", "10.0.0.1", "172.16.31.8", "192.168.0.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "0.0.0.0"})
    for (const auto& spelling : spellings_of(boost::asio::ip::make_address_v4(inside).to_uint())) {
      ++tried, ++under_way;
      client.start(OutgoingCall{"GET", "http://" + spelling + "/", {}, {}}, 2'000, [&, spelling](const Came& came) {
        --under_way;
        CHECK_MESSAGE((came.status == 0 && !came.sent), spelling);
        CHECK_MESSAGE((came.why == "refused_address" || came.why == "no_such_host"), spelling << " " << came.why);
      });
      while (under_way > 32) client.wait(10);
    }
  while (under_way > 0) client.wait(100);
  MESSAGE(tried << " spellings");
  CHECK(tried >= 10'000);
}

TEST_CASE("egress guard: what is not publicly routable is told from what is") {
  for (const auto* inside : {"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.3",
                             "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1",
                             "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
                             "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
                             "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1",
                             "2002:c0a8:101::", "3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "5f00::1"})
    CHECK_MESSAGE(!routable(inside), inside);
  for (const auto* outside : {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255",
                              "128.0.0.1", "169.253.255.255", "169.255.0.1", "172.15.255.255", "172.32.0.1", "192.0.1.1", "192.167.255.255",
                              "192.169.0.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "::ffff:8.8.8.8", "64:ff9b::808:808",
                              "2002:808:808::1", "2001:4860:4860::8888", "2606:4700:4700::1111", "2a00:1450:4001::1"})
    CHECK_MESSAGE(routable(outside), outside);
}

TEST_CASE("egress guard: only http and https, no name or password, only ports that are usual or allowed") {
  const EgressGuard guard{{"api.example.org:8443", "[fd00::7]:80"}};
  for (const auto* good : {"http://example.org/", "https://example.org/a?b=c", "http://example.org:80/", "https://example.org:443",
                           "https://api.example.org:8443/x", "https://API.example.org.:8443/x", "http://[fd00::7]/"})
    CHECK_MESSAGE(!guard.refusal(good), good);
  for (const auto* bad : {"", "nothing", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "http://",
                          "http://u@example.org/", "http://u:p@example.org/", "http://example.org:22/", "https://example.org:8443/",
                          "smtp://example.org:25", "http://example.org:99999/", "dict://example.org:11211/"})
    CHECK_MESSAGE(guard.refusal(bad), bad);
}

TEST_CASE("egress guard: the house does not call itself, unless the operator allows it") {
  const std::string own = "https://Desk.example.org/path";
  for (const auto* self : {"https://desk.example.org/", "http://DESK.example.org/", "https://desk.example.org.:443/hook"})
    CHECK_MESSAGE(EgressGuard({}, own).refusal(self), self);
  CHECK_FALSE(EgressGuard({}, own).refusal("https://example.org/"));
  CHECK_FALSE(EgressGuard({"desk.example.org:443"}, own).refusal("https://desk.example.org/"));
}

TEST_CASE("egress guard: what the operator allows is HOST:PORT, and anything else is said to be wrong") {
  for (const auto* wrong : {"", "example.org", "example.org:", ":80", "example.org:0", "example.org:65536", "example.org:80x", "fd00::7:80",
                            "http://example.org:80/"})
    CHECK_THROWS_AS_MESSAGE(EgressGuard({wrong}), std::invalid_argument, wrong);
  const EgressGuard guard{{"LOCALHOST:8081"}};
  CHECK(guard.allows("localhost", 8081));
  CHECK(!guard.allows("localhost", 8082));
  CHECK(!guard.allows("127.0.0.1", 8081));
}

TEST_CASE("egress guard: a listener on this machine is reached by no spelling of it, unless it is allowed") {
  millrace::testing::ScriptedServer server{[](auto& line, int) {
    line.read_until("\r\n\r\n");
    line.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
  }};
  const auto port = std::to_string(server.port());
  // At its own port, which is not a usual one, and at one that is.
  std::vector<std::string> spellings{"127.0.0.1", "127.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "0", "0.0.0.0",
                                     "localhost", "LOCALHOST", "localhost.", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]",
                                     "127.0.0.1.", "ip6-localhost"};
  for (const auto& spelling : spellings) {
    const auto answer = called(EgressGuard{}, "http://" + spelling + ":" + port + "/");
    CHECK_MESSAGE(answer.status == 0, spelling);
    CHECK_MESSAGE(answer.why == "refused_address", spelling);
    CHECK_MESSAGE(!answer.sent, spelling);
    const auto usual = called(EgressGuard{}, "http://" + spelling + "/");      // a port that may be called
    CHECK_MESSAGE(usual.status == 0, spelling);
    CHECK_MESSAGE((usual.why == "refused_address" || usual.why == "no_such_host"), spelling << " " << usual.why);
  }
  CHECK(server.connections() == 0);
  const auto allowed = called(EgressGuard{{"127.0.0.1:" + port}}, "http://127.0.0.1:" + port + "/");
  CHECK(allowed.status == 200);
  CHECK(allowed.body == "hi");
}

TEST_CASE("egress guard: a redirect is an answer, and is not followed") {
  millrace::testing::ScriptedServer server{[&](auto& line, int) {
    line.read_until("\r\n\r\n");
    line.say("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/meta-data\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }};
  const auto here = "127.0.0.1:" + std::to_string(server.port());
  CHECK(called(EgressGuard{{here}}, "http://" + here + "/").status == 302);
  CHECK(server.connections() == 1);
}
