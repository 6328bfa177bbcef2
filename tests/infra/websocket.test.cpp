#include "tests/support/websocket_client.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <thread>

#include "infra/http/server.hpp"

using namespace millrace;
using namespace millrace::test;

namespace {

HttpOptions any_port() {
  HttpOptions options;
  options.port = 0;
  return options;
}
void nothing_here(std::shared_ptr<const Request>, HttpServer::Reply reply) { reply(Response{404, {}, "{}"}); }

// Reads on as soon as it has heard something.
SocketHandler handler(std::function<void(const std::shared_ptr<Socket>&, std::string)> on_text) {
  return {[](auto socket) { socket->read_on(64 * 1024); },
          [on_text = std::move(on_text)](const auto& socket, std::string text) {
            on_text(socket, std::move(text));
            socket->read_on(64 * 1024);
          },
          [](auto&) {}, {}};
}
SocketHandler echo() {
  return handler([](const auto& socket, std::string text) { socket->send(std::make_shared<const std::string>(std::move(text))); });
}

}  // namespace

TEST_CASE("a WebSocket opens with the accept key of RFC 6455 and echoes text of every length") {
  HttpServer server(any_port(), nothing_here, echo());
  WebSocketClient client(server.port());
  CHECK(client.upgraded.status == 101);
  CHECK(client.upgraded.header("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  CHECK(client.upgraded.header("sec-websocket-extensions").empty());
  for (const std::size_t size : {0, 1, 125, 126, 127, 65535, 65536}) {
    const std::string text(size, 'x');
    client.send(text);
    const auto frame = client.read();
    CHECK(frame.opcode == 1);
    CHECK(frame.payload == text);
  }
  client.send("are you there", 9);
  CHECK(client.read().opcode == 10);
}

TEST_CASE("messages beyond 64 KiB, lengths with the high bit, bad UTF-8 and binary end the connection with their codes") {
  HttpServer server(any_port(), nothing_here, echo());
  const auto code_after = [&](auto&& act) {
    WebSocketClient client(server.port());
    act(client);
    return client.read().close_code();
  };
  CHECK(code_after([](auto& c) { c.send(std::string(65537, 'x')); }) == 1009);
  CHECK(code_after([](auto& c) { c.http.send(std::string("\x81\xff\x80\0\0\0\0\0\0\1\0\0\0\0", 14)); }) == 1009);
  CHECK(code_after([](auto& c) { c.send("\xff"); }) == 1007);
  CHECK(code_after([](auto& c) { c.send("{}", 2); }) == 1003);
  CHECK(code_after([](auto& c) { c.http.send(std::string("\x81\x02{}", 4)); }) == 1002);      // not masked
}

TEST_CASE("only a good upgrade from a welcome Origin opens a WebSocket") {
  std::atomic<int> opened = 0;
  auto sockets = echo();
  sockets.on_open = [&](auto socket) {
    socket->read_on(64 * 1024);
    ++opened;
    opened.notify_all();
  };
  auto options = any_port();
  HttpServer own(options, nothing_here, sockets);
  options.origins = {"https://app.example"};
  HttpServer named(options, nothing_here, sockets);
  const auto status = [](HttpServer& server, const char* origin) { return WebSocketClient(server.port(), {{"Origin", origin}}).upgraded.status; };
  CHECK(status(own, "http://localhost") == 101);
  CHECK(status(own, "https://localhost") == 101);
  CHECK(status(own, "http://localhost.evil") == 403);
  CHECK(status(own, "null") == 403);
  CHECK(status(named, "https://app.example") == 101);
  CHECK(status(named, "http://localhost") == 403);
  CHECK(WebSocketClient(named.port()).upgraded.status == 101);

  CHECK(HttpClient(own.port()).call("GET", "/connection/websocket").status == 426);
  HttpClient early(own.port());
  early.send("GET /connection/websocket HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nGET /admin HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(early.read()->status == 400);
  CHECK(early.rest().empty());
  for (int n = opened; n < 4; n = opened) opened.wait(n);      // a client hears of the upgrade before the handler does
  CHECK(opened == 4);
}

TEST_CASE("frames that wait together travel as one message, one to a line, in order") {
  std::atomic<int> drained = 0;
  auto sockets = handler([](const auto& socket, std::string) {
    for (int i = 0; i < 100; ++i) socket->send(std::make_shared<const std::string>(std::to_string(i)));
    CHECK(socket->queued() == 190);
  });
  sockets.on_drained = [&](const auto& socket) {
    CHECK(socket->queued() == 0);
    ++drained;
    drained.notify_all();
  };
  HttpServer server(any_port(), nothing_here, sockets);
  WebSocketClient client(server.port());
  client.send("go");
  std::string expected = "0";
  for (int i = 1; i < 100; ++i) expected += "\n" + std::to_string(i);
  CHECK(client.read().payload == expected);
  drained.wait(0);
  CHECK(drained == 1);
}

TEST_CASE("that everything has been written is told to who has asked how much has not, once") {
  std::atomic<int> drained = 0;
  auto sockets = handler([](const auto& socket, std::string text) {
    if (text == "ask") CHECK(socket->queued() == 0);
    socket->send(std::make_shared<const std::string>(std::move(text)));
  });
  sockets.on_drained = [&](const auto&) { ++drained; };
  HttpServer server(any_port(), nothing_here, sockets);
  WebSocketClient client(server.port());
  for (const std::string text : {"a", "b", "ask", "c", "d"}) {
    client.send(text);
    CHECK(client.read().payload == text);
  }
  CHECK(drained == 1);
}

TEST_CASE("sending from many threads keeps every thread's order and loses nothing") {
  std::promise<std::shared_ptr<Socket>> opened;
  auto sockets = echo();
  sockets.on_open = [&](auto socket) {
    socket->read_on(64 * 1024);
    opened.set_value(socket);
  };
  HttpServer server(any_port(), nothing_here, sockets);
  WebSocketClient client(server.port());
  const auto socket = opened.get_future().get();
  constexpr int each = 50;
  std::vector<std::thread> threads;
  for (char t = 'a'; t < 'e'; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) socket->send(std::make_shared<const std::string>(t + std::to_string(i)));
    });
  int next[4] = {}, total = 0;
  while (total < 4 * each) {
    auto text = client.read().payload + "\n";
    for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1, ++total)
      CHECK(text.substr(at + 1, end - at - 1) == std::to_string(next[text[at] - 'a']++));
  }
  for (auto& thread : threads) thread.join();
}

TEST_CASE("a reader that is too slow gets 3008 and nobody else waits for it") {
  for (const std::size_t size : {std::size_t{200'000}, std::size_t{10}}) {       // by bytes; by frames
    std::promise<std::shared_ptr<Socket>> opened;
    std::atomic<bool> first = true;
    auto sockets = echo();
    sockets.on_open = [&](auto socket) {
      socket->read_on(64 * 1024);
      if (first.exchange(false)) opened.set_value(socket);
    };
    HttpServer server(any_port(), nothing_here, sockets);
    // Small, and yet large enough for a window that opens again without the sender's probes, which come ever more rarely.
    WebSocketClient slow(server.port(), {}, 256 * 1024), other(server.port());
    const auto socket = opened.get_future().get();
    const auto large = std::make_shared<const std::string>(200'000, 's');
    const auto frame = std::make_shared<const std::string>(size, 's');
    // The kernel takes some megabytes; then what is queued stays queued and grows until the bound drops it.
    while (socket->queued() < 600'000) socket->send(large);
    for (int i = 0; i < 300; ++i) socket->send(frame);
    CHECK(socket->queued() <= 1024 * 1024);
    other.send("hello");
    CHECK(other.read().payload == "hello");
    auto last = slow.read();
    std::size_t before = 0;                             // what it has to take until it hears why
    for (; last.opcode == 1; last = slow.read()) before += last.payload.size();
    CHECK(before < 2'000'000);
    CHECK(last.close_code() == 3008);
    CHECK(last.payload.substr(2) == "slow");
  }
}

TEST_CASE("a frame larger than the queue travels when nothing else does") {
  auto sockets = handler([](const auto& socket, std::string) { socket->send(std::make_shared<const std::string>(3 << 20, 'l')); });
  HttpServer server(any_port(), nothing_here, sockets);
  WebSocketClient client(server.port());
  client.send("go");
  CHECK(client.read().payload == std::string(3 << 20, 'l'));
}

TEST_CASE("a close flushes what was queued, says its code, and on_close comes once") {
  std::atomic<int> closed = 0;
  auto sockets = handler([](const auto& socket, std::string) {
    socket->send(std::make_shared<const std::string>("last words"));
    socket->close(3500, "revoked");
    socket->close(3000, "too late");
    socket->send(std::make_shared<const std::string>("never seen"));
  });
  sockets.on_close = [&](auto&) { ++closed; };
  {
    HttpServer server(any_port(), nothing_here, sockets);
    WebSocketClient client(server.port());
    client.send("go");
    CHECK(client.read().payload == "last words");
    const auto end = client.read();
    CHECK(end.close_code() == 3500);
    CHECK(end.payload.substr(2) == "revoked");
    client.send(end.payload, 8);
    CHECK(client.http.rest().empty());
    { WebSocketClient vanishes(server.port()); }
  }
  CHECK(closed == 2);
}

TEST_CASE("a server that stops says 3001 to its WebSockets, whether or not they listen") {
  std::atomic<int> closed = 0;
  std::promise<std::shared_ptr<Socket>> opened;
  auto sockets = echo();
  sockets.on_open = [&](auto socket) {
    socket->read_on(64 * 1024);
    opened.set_value(socket);
  };
  sockets.on_close = [&](auto&) { ++closed; };
  auto server = std::make_unique<HttpServer>(any_port(), nothing_here, sockets);
  WebSocketClient client(server->port());
  const auto socket = opened.get_future().get();
  server.reset();
  CHECK(client.read().close_code() == 3001);
  CHECK(closed == 1);
  socket->send(std::make_shared<const std::string>("to nobody"));
  socket->close(3000, "nobody");
}

TEST_CASE("a WebSocket that says nothing is let go, one that answers pings is not") {
  auto options = any_port();
  options.websocket_idle_s = 1;
  HttpServer server(std::move(options), nothing_here, echo());
  WebSocketClient silent(server.port()), lively(server.port());
  auto ended = std::async(std::launch::async, [&] { return silent.http.rest(); });
  while (ended.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready) REQUIRE(lively.send("", 10));
  CHECK(ended.get().empty());
  lively.send("still here");
  CHECK(lively.read().payload == "still here");
}

TEST_CASE("a text is read when it is wanted; what is not wanted stays with its sender") {
  std::promise<std::shared_ptr<Socket>> opened;
  std::atomic<int> heard = 0;
  SocketHandler sockets{[&](auto socket) { opened.set_value(socket); },
                        [&](const auto&, std::string) {
                          ++heard;
                          heard.notify_all();
                        },
                        [](auto&) {}, {}};
  HttpServer server(any_port(), nothing_here, sockets);
  WebSocketClient client(server.port());
  const auto socket = opened.get_future().get();
  const auto text = WebSocketClient::frame(std::string(60'000, 'x'));
  std::size_t sent = 0;
  for (std::size_t n = 0; (n = client.http.push(text)) == text.size(); sent += n) REQUIRE(sent < (64u << 20));
  CHECK(heard == 0);
  socket->read_on(64 * 1024);
  heard.wait(0);
  socket->read_on(64 * 1024);
  heard.wait(1);
  CHECK(heard == 2);
}

TEST_CASE("a text that is longer than wanted, or never ends, ends the connection") {
  auto options = any_port();
  options.websocket_text_s = 1;
  HttpServer server(options, nothing_here, SocketHandler{[](auto socket) { socket->read_on(1000); }, [](const auto&, auto) {}, [](auto&) {}, {}});
  WebSocketClient longer(server.port()), endless(server.port());
  longer.send(std::string(1001, 'x'));
  CHECK(longer.read().close_code() == 1009);
  endless.http.send(WebSocketClient::frame(std::string(500, 'x')).substr(0, 100));
  for (bool going = true; going; going = endless.send("", 9)) {}   // pings do not keep it
}

TEST_CASE("what is beyond what a server holds for all is told to come again, and the others are heard") {
  auto options = any_port();
  options.held_bytes = 100'000;
  HttpServer server(options, nothing_here, echo());
  WebSocketClient first(server.port()), second(server.port()), third(server.port());
  const auto large = WebSocketClient::frame(std::string(65'000, 'x'));
  first.http.send(large.substr(0, 60'000));
  for (auto held = options.figures->held_bytes.load(); held < 50'000; held = options.figures->held_bytes) std::this_thread::yield();
  second.http.send(large.substr(0, 60'000));
  CHECK(second.read().close_code() == 1013);
  third.send("hello");
  CHECK(third.read().payload == "hello");
  first.http.send(large.substr(60'000));
  CHECK(first.read().payload.size() == 65'000);
  first.send("small");
  CHECK(first.read().payload == "small");
  CHECK(options.figures->held_bytes == 0);
}

TEST_CASE("a reader that never reads again is reset, and the kernel keeps nothing for it") {
  auto options = any_port();
  options.websocket_slow_s = 1;
  std::promise<std::shared_ptr<Socket>> opened;
  auto sockets = echo();
  sockets.on_open = [&](auto socket) { opened.set_value(socket); };
  HttpServer server(options, nothing_here, sockets);
  WebSocketClient slow(server.port(), {}, 64 * 1024);
  const auto socket = opened.get_future().get();
  const auto large = std::make_shared<const std::string>(200'000, 's');
  while (socket->queued() < 600'000) socket->send(large);
  for (int i = 0; i < 10; ++i) socket->send(large);
  CHECK(slow.http.reset_by_peer());
  CHECK(options.figures->queued_bytes == 0);
}

TEST_CASE("pings and pongs without end are too many requests") {
  HttpServer server(any_port(), nothing_here, echo());
  WebSocketClient client(server.port());
  for (int i = 0; i < 101; ++i) client.send("", 10);
  CHECK(client.read().close_code() == 3013);
}

TEST_CASE("an address has so many WebSockets that have not said who they are; one more is told to wait, on a connection that stays") {
  auto options = any_port();
  options.strangers_per_address = 1;
  HttpServer server(options, nothing_here, handler([](const auto& socket, std::string text) {
                      socket->known();
                      socket->send(std::make_shared<const std::string>(std::move(text)));
                    }));
  WebSocketClient first(server.port()), second(server.port());
  CHECK(first.upgraded.status == 101);
  REQUIRE(second.upgraded.status == 429);
  CHECK(second.http.call("GET", "/").status == 404);
  first.send("it is me");
  CHECK(first.read().payload == "it is me");
  CHECK(WebSocketClient(server.port()).upgraded.status == 101);
}
