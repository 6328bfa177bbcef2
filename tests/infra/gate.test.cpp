#include "infra/http/gate.hpp"

#include <doctest/doctest.h>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "tests/support/smuggling.hpp"

using namespace millrace;

namespace {

Judged judge_target(const std::string& target) { return judge("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n"); }
int status_with(const std::string& fields) { return judge("GET / HTTP/1.1\r\n" + fields + "\r\n").refusal.status(); }

}  // namespace

TEST_CASE("the end of a header is its empty line, found wherever the packets are cut") {
  const std::string whole = "GET / HTTP/1.1\r\nHost: h\r\n\r\nbody\n\n";
  const auto end = whole.find("body");
  CHECK(header_end(whole) == end);
  for (std::size_t cut = 0; cut < end; ++cut) {
    CHECK(header_end(std::string_view(whole).substr(0, cut)) == 0);
    CHECK(header_end(whole, cut) == end);
  }
  for (const char* bad : {"\n", "\r\n", "G\n", "GET / HTTP/1.1\nHost", "GET / HTTP/1.1\r\nHost: h\n", "GET / HTTP/1.1\r\nHost: h\r\n\n"})
    CHECK(header_end(bad) == std::string::npos);
}

TEST_CASE("paths and queries are decoded once") {
  const auto judged = judge_target("/a%20b/%25%32%65/%c3%a4+/c?x=1&&y=a+b%2B%26&x=%C3%A4&z&=q&w==");
  REQUIRE_FALSE(judged.refusal);
  CHECK(judged.path == "/a b/%2e/\xc3\xa4+/c");
  const std::vector<std::pair<std::string, std::string>> query{{"x", "1"}, {"y", "a b+&"}, {"x", "\xc3\xa4"}, {"z", ""}, {"", "q"}, {"w", "="}};
  CHECK(judged.query == query);
  CHECK(judge_target("/").path == "/");
  CHECK(judge_target("/a/...").path == "/a/...");
  CHECK(judge_target("/a//b/").path == "/a//b/");
  CHECK(judge_target("/?").query.empty());
  CHECK_FALSE(judge_target("/" + std::string(4095, 'a')).refusal);
  CHECK(judge_target("/" + std::string(4096, 'a')).refusal.status() == 414);
}

TEST_CASE("every method of the list passes, and hosts as browsers and proxies send them") {
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    CHECK_FALSE(judge(std::string(method) + " /x HTTP/1.1\r\nHost: h\r\n\r\n").refusal);
  for (const char* host : {"h", "example.org", "127.0.0.1:8080", "[::1]", "[::1]:8080", "[::ffff:127.0.0.1]", "a_b-c.de:0", "h:65535"}) {
    CAPTURE(host);
    CHECK(status_with("Host: " + std::string(host) + "\r\n") == 0);
  }
  CHECK(status_with("host:h\r\nContent-Length:\t12 \t\r\nX:\r\nUser-Agent: \xc3\xa4\r\n") == 0);
  CHECK(status_with("Host: h\r\nTransfer-Encoding: Chunked\r\n") == 0);
}

TEST_CASE("a method that is known and of no use here is not allowed, one that nobody knows is not implemented") {
  const auto status = [](const std::string& line) { return judge(line + " HTTP/1.1\r\nHost: h\r\n\r\n").refusal.status(); };
  CHECK(status("TRACE /x") == 0);                       // the routes say what the path allows
  for (const char* target : {"/x", "h:443"}) CHECK(status("CONNECT " + std::string(target)) == 405);
  for (const char* method : {"PROPFIND", "BREW", "get", "GET1"}) CHECK(status(std::string(method) + " /x") == 501);
  for (const char* method : {"", "G(T", "G\tT"}) CHECK(status(std::string(method) + " /x") == 400);
}

TEST_CASE("sizes have their own statuses and exact bounds") {
  std::string fields = "Host: h\r\n";
  for (int i = 1; i < 64; ++i) fields += "X: y\r\n";
  CHECK(status_with(fields) == 0);
  CHECK(status_with(fields + "X: y\r\n") == 431);
  CHECK(judge("GET / HTTP/1.0\r\nHost: h\r\n\r\n").refusal.status() == 505);
}

TEST_CASE("the gate wants one whole header block and nothing else") {
  CHECK(judge("").refusal.status() == 400);
  CHECK(judge("GET / HTTP/1.1\r\nHost: h\r\n").refusal.status() == 400);
  CHECK(judge("GET / HTTP/1.1\r\nHost: h\r\n\r\nx").refusal.status() == 400);
}

TEST_CASE("no header block of the smuggling corpus passes the gate") {
  const auto corpus = test::smuggling_corpus();
  CHECK(corpus.size() >= 150);
  for (const auto& [what, bytes] : corpus) {
    const auto end = header_end(bytes);
    const bool about_the_body = bytes.find("Transfer-Encoding: chunked\r\n\r\n") != std::string::npos && bytes.starts_with("POST /m HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    if (about_the_body || end == 0 || end > 8 * 1024) continue;      // refused behind the gate or by its size
    CAPTURE(what);
    CHECK((end == std::string::npos || judge(std::string_view(bytes).substr(0, end)).refusal));
  }
}

// Beast may refuse more (a malformed Connection), but reads nothing differently. Over mutants of good and bad requests.
TEST_CASE("what gate and parser both let through, they frame the same way") {
  std::vector<std::string> seeds{"POST /a?b=c HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\nX-A: b\r\n\r\n", "POST /a HTTP/1.1\r\nHost: [::1]:80\r\nTransfer-Encoding: chunked\r\n\r\n",
                                 "GET /%41/b HTTP/1.1\r\nHost: a.b\r\nConnection: close\r\nAccept: */*\r\n\r\n"};
  for (const auto& smuggled : test::smuggling_corpus())
    if (const auto end = header_end(smuggled.bytes); end > 0 && end != std::string::npos && end < 400) seeds.push_back(smuggled.bytes.substr(0, end));
  std::uint64_t random = 88172645463325252u;
  const auto below = [&](std::size_t n) {
    random ^= random << 13, random ^= random >> 7, random ^= random << 17;
    return static_cast<std::size_t>(random % n);
  };
  const std::string letters = std::string(1, '\0') + "\r\n\t :,;%/?#.-_+ chunked0129aA\x7f\xff";
  int passed = 0;
  for (int i = 0; i < 60'000; ++i) {
    auto block = seeds[below(i % 3 ? 3 : seeds.size())];
    for (auto n = below(3); n > 0; --n) {
      const auto at = below(block.size());
      switch (below(4)) {
        case 0: block[at] = letters[below(letters.size())]; break;
        case 1: block.erase(at, 1 + below(3)); break;
        case 2: block.insert(at, 1, letters[below(letters.size())]); break;
        default: block.insert(at, block.substr(below(block.size()), below(30))); break;
      }
      if (block.empty()) block = "\r\n";
    }
    if (judge(block).refusal) continue;
    boost::beast::http::request_parser<boost::beast::http::string_body> parser;
    parser.body_limit(boost::none);
    boost::beast::error_code error;
    const auto n = parser.put(boost::asio::buffer(block), error);
    CAPTURE(block);
    if (error) continue;
    ++passed;
    REQUIRE(n == block.size());
    REQUIRE(parser.get().count("Host") == 1);
    REQUIRE(parser.get().count("Content-Length") + parser.get().count("Transfer-Encoding") <= 1);
    REQUIRE(parser.chunked() == (parser.get().count("Transfer-Encoding") == 1));
    REQUIRE(parser.content_length().has_value() == (parser.get().count("Content-Length") == 1));
  }
  CHECK(passed > 5'000);
}
