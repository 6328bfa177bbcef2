#include <doctest/doctest.h>

#include <condition_variable>
#include <deque>
#include <future>
#include <thread>

#include "infra/http/server.hpp"
#include "infra/http/wire.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/smuggling.hpp"

using namespace millrace;
using namespace millrace::test;

namespace {

HttpOptions any_port() {
  HttpOptions options;
  options.port = 0;
  return options;
}

// Answers with what arrived, one thing a line.
void echo(std::shared_ptr<const Request> request, HttpServer::Reply reply) {
  Response response;
  response.content_type = "text/plain";
  response.body = request->method + " " + request->path + "\n";
  for (const auto& [name, value] : request->query) response.body += name + "=" + value + "\n";
  response.body += request->header("x-echo");
  response.body += "\n" + request->body;
  reply(std::move(response));
}

bool ends(HttpClient& client) { return client.rest().empty(); }

}  // namespace

TEST_CASE("many requests travel over one connection, each answered in turn") {
  HttpServer server(any_port(), echo, {});
  HttpClient client(server.port());
  for (int i = 0; i < 20; ++i) {
    const auto n = std::to_string(i);
    const auto reply = client.call("POST", "/a%20b?n=" + n, {{"X-Echo", "hi"}}, "body " + n);
    CHECK(reply.status == 200);
    CHECK(reply.body == "POST /a b\nn=" + n + "\nhi\nbody " + n);
  }
  const auto reply = client.call("GET", "/");
  CHECK(reply.header("x-content-type-options") == "nosniff");
  CHECK(reply.header("cache-control") == "no-store");
  CHECK(reply.header("content-type") == "text/plain");
  CHECK(reply.header("date").ends_with(" GMT"));
  CHECK(reply.header("connection").empty());
}

TEST_CASE("a request may arrive in any two pieces, or byte by byte") {
  HttpServer server(any_port(), echo, {});
  HttpClient client(server.port());
  const std::string plain = "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nX-Echo: e\r\n\r\nhello";
  const std::string chunked = "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nX-Echo: e\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";
  for (const auto& bytes : {plain, chunked}) {
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
      client.send(bytes.substr(0, cut));
      client.send(bytes.substr(cut));
      REQUIRE(client.read()->body == "POST /p\ne\nhello");
    }
    for (const char c : bytes) client.send(std::string(1, c));
    CHECK(client.read()->body == "POST /p\ne\nhello");
  }
}

TEST_CASE("requests that were sent ahead are answered one after the other") {
  std::atomic<int> at_once = 0, most = 0;
  std::deque<std::thread> later;
  HttpServer server(any_port(), [&](std::shared_ptr<const Request> request, HttpServer::Reply reply) {
    most = std::max<int>(most, ++at_once);
    later.emplace_back([&at_once, request, reply] {
      Response response;
      response.body = request->path;
      --at_once;
      reply(std::move(response));
    });
  }, {});
  HttpClient client(server.port());
  std::string all;
  for (int i = 0; i < 100; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  client.send(all);
  for (int i = 0; i < 100; ++i) CHECK(client.read()->body == "/" + std::to_string(i));
  CHECK(most == 1);
  for (auto& thread : later) thread.join();
}

TEST_CASE("HEAD reaches the handler as GET and is answered without a body") {
  HttpServer server(any_port(), echo, {});
  HttpClient client(server.port());
  const auto reply = client.call("HEAD", "/x");
  CHECK(reply.status == 200);
  CHECK(reply.header("content-length") == "8");
  CHECK(client.call("GET", "/y").body == "GET /y\n\n");
}

TEST_CASE("a body that is announced as too large is refused before it is read, one that turns out so as soon as it does") {
  auto options = any_port();
  options.body_limit = [](const Request& request) -> std::size_t { return request.path == "/big" ? 3'000'000 : 10; };
  HttpServer server(std::move(options), echo, {});
  {
    HttpClient client(server.port());
    client.send("POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n");
    const auto reply = client.read();
    CHECK(reply->status == 413);
    CHECK(reply->header("content-type") == "application/problem+json");
    CHECK(reply->body.find("/problems/http.body_too_large") != std::string::npos);
    CHECK(reply->header("connection") == "close");
    CHECK(ends(client));
  }
  {
    HttpClient client(server.port());
    client.send("POST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n6\r\n123456\r\n0\r\n\r\n");
    CHECK(client.read()->status == 413);
    CHECK(ends(client));
  }
  HttpClient client(server.port());
  const std::string big(2'999'999, 'b');
  CHECK(client.call("POST", "/big", {}, big).body == "POST /big\n\n" + big);
  CHECK(client.call("POST", "/small", {}, "0123456789").status == 200);
  client.send("POST /big HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2625A0\r\n" + std::string(2'500'000, 'c') + "\r\n0\r\n\r\n");
  CHECK(client.read()->body.size() == 2'500'011);
}

TEST_CASE("a client that asks first is told to go on, or why not") {
  HttpServer server(any_port(), echo, {});
  HttpClient client(server.port());
  client.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.read()->status == 100);
  client.send("hello");
  CHECK(client.read()->body == "POST /p\n\nhello");
  client.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.read()->status == 413);
}

TEST_CASE("each of the smuggling corpus gets one answer, no handler, and the end of the connection") {
  std::atomic<int> handled = 0;
  HttpServer server(any_port(), [&](auto request, HttpServer::Reply reply) {
    ++handled;
    echo(std::move(request), std::move(reply));
  }, {});
  for (const auto& [what, bytes] : smuggling_corpus()) {
    CAPTURE(what);
    HttpClient client(server.port());
    client.send(bytes);
    const auto reply = client.read();
    REQUIRE(reply);
    const auto refused = {400, 405, 413, 414, 431, 501, 505};
    CHECK(std::find(refused.begin(), refused.end(), reply->status) != refused.end());
    CHECK(reply->header("content-type") == "application/problem+json");
    client.no_more();
    CHECK(ends(client));
    CHECK(handled == 0);
    handled = 0;
  }
}

TEST_CASE("headers beyond 8 KiB are 431") {
  HttpServer server(any_port(), echo, {});
  HttpClient client(server.port());
  const std::string start = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
  client.send(start + std::string(8 * 1024 - start.size() - 4, 'x') + "\r\n\r\n");
  CHECK(client.read()->status == 200);
  client.send(start + std::string(8 * 1024 - start.size() - 3, 'x') + "\r\n\r\n");
  CHECK(client.read()->status == 431);
}

TEST_CASE("whoever sends slowly or nothing is let go, and others are not kept waiting") {
  auto options = any_port();
  options.header_timeout_s = options.body_timeout_s = options.idle_timeout_s = 1;
  HttpServer server(std::move(options), echo, {});
  HttpClient header(server.port()), body(server.port()), idle(server.port()), other(server.port());
  header.send("GET / HTTP/1.1\r\nHos");
  body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhel");
  CHECK(idle.call("GET", "/").status == 200);
  CHECK(other.call("GET", "/").status == 200);
  CHECK(header.read()->status == 408);
  CHECK(body.read()->status == 408);
  CHECK_FALSE(idle.read());
  CHECK(ends(header));
  CHECK(ends(body));
}

TEST_CASE("a handler may answer later and from another thread, whichever thread the connection lives on") {
  auto options = any_port();
  options.threads = 3;
  std::mutex mutex;
  std::condition_variable arrived;
  std::deque<std::pair<std::shared_ptr<const Request>, HttpServer::Reply>> waiting;
  HttpServer server(std::move(options), [&](auto request, auto reply) {
    const std::lock_guard lock(mutex);
    waiting.emplace_back(std::move(request), std::move(reply));
    arrived.notify_one();
  }, {});
  constexpr int clients = 16, rounds = 50;
  std::thread answering([&] {
    for (int i = 0; i < clients * rounds; ++i) {
      std::unique_lock lock(mutex);
      arrived.wait(lock, [&] { return !waiting.empty(); });
      const auto [request, reply] = std::move(waiting.front());
      waiting.pop_front();
      lock.unlock();
      echo(request, reply);
    }
  });
  std::vector<std::future<int>> all;
  for (int c = 0; c < clients; ++c)
    all.push_back(std::async(std::launch::async, [&, c] {
      HttpClient client(server.port());
      int right = 0;
      for (int i = 0; i < rounds; ++i) {
        const auto text = std::to_string(c) + "/" + std::to_string(i);
        right += client.call("POST", "/x", {}, text).body == "POST /x\n\n" + text;
      }
      return right;
    }));
  for (auto& one : all) CHECK(one.get() == rounds);
  answering.join();
}

TEST_CASE("what another thread has found out is answered on the thread of the connection, and let go when the server has gone") {
  CHECK(!HttpServer::this_thread());
  HttpServer::Thread there;
  std::vector<std::thread> others;
  std::promise<void> seen;
  {
    auto options = any_port();
    options.threads = 2;
    HttpServer server(options, [&](auto, auto reply) {
      there = HttpServer::this_thread();
      others.emplace_back([reply, there = there, own = std::this_thread::get_id()] {
        there([reply, own] { reply({200, {}, std::this_thread::get_id() == own ? "here" : "elsewhere", "text/plain"}); });
      });
      if (others.size() == 3) seen.set_value();
    }, {});
    HttpClient client(server.port());                        // one connection, so one thread
    for (int i = 0; i < 3; ++i) CHECK(client.call("GET", "/").body == "here");
    seen.get_future().wait();
    for (auto& other : others) other.join();
  }
  auto held = std::make_shared<bool>(false);
  there([held] { *held = true; });
  CHECK_FALSE(*held);
  CHECK(held.use_count() == 1);
}

TEST_CASE("a handler that throws or forgets to answer is a 500, and the connection goes on") {
  HttpServer server(any_port(), [](std::shared_ptr<const Request> request, HttpServer::Reply reply) {
    if (request->path == "/throws") throw std::runtime_error("secret");
    if (request->path == "/forgets") return;
    echo(std::move(request), reply);
    reply(Response{});                     // the second answer is nobody's
  }, {});
  HttpClient client(server.port());
  const auto reply = client.call("GET", "/throws");
  CHECK(reply.status == 500);
  CHECK(reply.body.find("secret") == std::string::npos);
  CHECK(client.call("GET", "/forgets").status == 500);
  CHECK(client.call("GET", "/a").body == "GET /a\n\n");
  CHECK(client.call("GET", "/b").body == "GET /b\n\n");
}

TEST_CASE("draining lets the request in flight finish and takes no new one") {
  std::promise<HttpServer::Reply> got;
  HttpServer server(any_port(), [&](auto request, HttpServer::Reply reply) {
    if (request->path == "/slow") got.set_value(reply);
    else echo(request, reply);
  }, {});
  HttpClient busy(server.port()), idle(server.port());
  CHECK(idle.call("GET", "/").status == 200);
  busy.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto reply = got.get_future().get();
  std::thread draining([&] { server.drain(10); });
  CHECK_FALSE(idle.read());                  // closed by the drain, so it has begun
  CHECK_THROWS(HttpClient(server.port()).call("GET", "/"));
  reply(Response{});
  const auto answer = busy.read();
  CHECK(answer->status == 200);
  CHECK(answer->header("connection") == "close");
  draining.join();
}

TEST_CASE("a reply that comes after the server has gone goes nowhere") {
  HttpServer::Reply late;
  {
    std::promise<HttpServer::Reply> got;
    HttpServer server(any_port(), [&](auto, HttpServer::Reply reply) { got.set_value(reply); }, {});
    HttpClient client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    late = got.get_future().get();
  }
  late(Response{});
}

TEST_CASE("a port in use is said with the address and what to do") {
  HttpServer first(any_port(), echo, {});
  auto options = any_port();
  options.port = first.port();
  const auto address = "127.0.0.1:" + std::to_string(first.port());
  try {
    HttpServer second(options, echo, {});
    FAIL("two servers on one port");
  } catch (const std::runtime_error& error) {
    const std::string what = error.what();
    CHECK(what.find(address) != std::string::npos);
    CHECK(what.find("in use") != std::string::npos);
    CHECK(what.find("another port") != std::string::npos);
  }
  options.address = "localhost:1";
  CHECK_THROWS_WITH_AS(HttpServer(options, echo, {}), doctest::Contains("not an IP address"), std::runtime_error);
}

TEST_CASE("connections from one address are bounded where asked") {
  auto options = any_port();
  options.connections_per_address = 2;
  HttpServer server(std::move(options), echo, {});
  HttpClient a(server.port());
  CHECK(a.call("GET", "/").status == 200);
  {
    HttpClient b(server.port());
    CHECK(b.call("GET", "/").status == 200);
    HttpClient c(server.port());
    const auto told = c.read();
    REQUIRE(told);
    CHECK(told->status == 429);
    CHECK(told->header("retry-after") == "1");
    CHECK(told->header("content-type") == "application/problem+json");
    CHECK(ends(c));
    b.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    CHECK(b.read()->status == 200);
    CHECK(ends(b));
  }
  CHECK(a.call("GET", "/").status == 200);
}

TEST_CASE("bodies beyond what a server holds for all are told to come again, small ones are always taken, and so is what could not be read") {
  auto options = any_port();
  options.body_bytes = 1 << 20;
  options.held_bytes = 100'000;
  HttpServer server(options, [](auto request, auto reply) {
    reply(Response{200, {}, request->method == "GET" ? std::string(90'000, 'a') : std::to_string(request->body.size())});
  }, {});
  const std::string body(90'000, 'b'), head = "POST /large HTTP/1.1\r\nHost: h\r\nContent-Length: 90000\r\n\r\n";
  HttpClient first(server.port()), second(server.port()), third(server.port());
  first.send(head + body.substr(0, 60'000));
  for (auto held = options.figures->held_bytes.load(); held < 50'000; held = options.figures->held_bytes) std::this_thread::yield();
  second.send(head + body);
  const auto busy = second.read();
  REQUIRE(busy);
  CHECK(busy->status == 503);
  CHECK(busy->header("retry-after") == "1");
  CHECK(third.call("POST", "/small", {}, "hello").body == "5");
  CHECK(third.call("GET", "/large").status == 503);
  first.send(body.substr(60'000));
  CHECK(first.read()->body == "90000");
  CHECK(third.call("GET", "/large").body.size() == 90'000);
  CHECK(third.call("POST", "/small", {}, "hello").body == "5");
  CHECK(options.figures->held_bytes == 0);
}

TEST_CASE("who is told to wait is read again in a moment, on the same connection, with what it has sent meanwhile") {
  std::atomic<int> asked = 0;
  HttpServer server(any_port(), [&](std::shared_ptr<const Request>, HttpServer::Reply reply) { reply({++asked == 1 ? 429 : 200, {}, "{}"}); }, {});
  HttpClient client(server.port());
  const std::string request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  client.send(request + request);
  CHECK(client.read()->status == 429);
  CHECK(client.read()->status == 200);
  CHECK(client.call("GET", "/").status == 200);
  CHECK(asked == 3);
}

TEST_CASE("what a proxy of ours says of the caller's address is believed, what others say is not; of IPv6 one site is one") {
  const auto tell = [](std::shared_ptr<const Request> request, HttpServer::Reply reply) { reply({200, {}, request->peer}); };
  HttpServer open(any_port(), tell, {});
  HttpClient direct(open.port());
  CHECK(direct.call("GET", "/", {{"X-Forwarded-For", "203.0.113.9"}}).body == "127.0.0.1");

  auto options = any_port();
  options.trusted_proxies = {"127.0.0.1", "10.0.0.1"};
  options.connections_per_address = 1;
  HttpServer behind(options, tell, {});
  HttpClient one(behind.port()), two(behind.port());   // a proxy holds connections for many
  CHECK(one.call("GET", "/").body == "127.0.0.1");
  CHECK(two.call("GET", "/", {{"X-Forwarded-For", "1.1.1.1, 203.0.113.9"}}).body == "203.0.113.9");
  CHECK(two.call("GET", "/", {{"X-Forwarded-For", "1.1.1.1, 203.0.113.9 ,10.0.0.1"}}).body == "203.0.113.9");
  CHECK(two.call("GET", "/", {{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-For", "198.51.100.7"}}).body == "198.51.100.7");
  CHECK(two.call("GET", "/", {{"X-Forwarded-For", "::ffff:203.0.113.9"}}).body == "203.0.113.9");
  const auto site = two.call("GET", "/", {{"X-Forwarded-For", "2001:db8:1:2:3::4"}}).body;
  CHECK(site == "2001:db8:1:2::/64");
  CHECK(two.call("GET", "/", {{"X-Forwarded-For", "2001:db8:1:2:ffff::1"}}).body == site);
  CHECK(two.call("GET", "/", {{"X-Forwarded-For", "nonsense"}}).body == "127.0.0.1");
}

TEST_CASE("no field of a response can begin another one") {
  Response response;
  response.status = 302;
  response.headers = {{"Location", "/a\r\nSet-Cookie: x"}, {"Cache-Control", "private"}};
  std::string out;
  append_head(out, response, http_date(784111777), {});
  CHECK(out == "HTTP/1.1 302 Found\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: application/json\r\nContent-Length: 0\r\n"
               "X-Content-Type-Options: nosniff\r\nLocation: /a  Set-Cookie: x\r\nCache-Control: private\r\n\r\n");
  response.status = 204;
  out.clear();
  append_head(out, response, "", {.close = true});
  CHECK(out.find("Content-Length") == std::string::npos);
  CHECK(out.find("Connection: close\r\n") != std::string::npos);
}
