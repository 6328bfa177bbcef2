// Sockets of the load generators: a descriptor that closes itself, and a WebSocket client (RFC 6455) that counts deliveries. One
// thread; whatever goes wrong is an exception.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace::bench {

class Descriptor {
 public:
  explicit Descriptor(int fd) : x_fd(fd) {
    if (fd < 0) throw std::runtime_error(std::strerror(errno));
  }
  Descriptor(Descriptor&& other) noexcept : x_fd(std::exchange(other.x_fd, -1)) {}
  ~Descriptor() {
    if (x_fd >= 0) ::close(x_fd);
  }
  int fd() const { return x_fd; }

  void send_all(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto n = ::send(x_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) throw std::runtime_error("the server has closed a connection");
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  // Appends what is there, without waiting; false when that was nothing.
  bool receive_into(std::string& to) const {
    static thread_local std::array<char, 256 * 1024> buffer;
    const auto n = ::recv(x_fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (n == 0) throw std::runtime_error("the server has closed a connection");
    if (n < 0 && errno != EAGAIN) throw std::runtime_error(std::strerror(errno));
    if (n > 0) to.append(buffer.data(), static_cast<std::size_t>(n));
    return n > 0;
  }
  void wait_for_more() const {
    pollfd waiting{x_fd, POLLIN, 0};
    if (::poll(&waiting, 1, 10'000) <= 0) throw std::runtime_error("nothing arrived for ten seconds");
  }

 private:
  int x_fd;
};

// With `segment_bytes` the server's kernel keeps little for it, too: over the loopback, whose segments have 64 KiB, it would be megabytes.
inline Descriptor connect_to(int port, int receive_bytes = 4 << 20, int segment_bytes = 0) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::setsockopt(socket.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
  if (segment_bytes) ::setsockopt(socket.fd(), IPPROTO_TCP, TCP_MAXSEG, &segment_bytes, sizeof segment_bytes);
  if (::connect(socket.fd(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
    throw std::runtime_error("connect: " + std::string(std::strerror(errno)));
  return socket;
}

// The frames of a WebSocket, as a client sees them; what a client says is masked with zeros: the text as it is.
class Frames {
 public:
  std::string bytes;                                   // received, not yet taken

  // Calls on_message with each whole text that is there, and on_control with the opcode and the payload of each close, ping and pong.
  template <class OnMessage, class OnControl>
  void take(const OnMessage& on_message, const OnControl& on_control) {
    std::size_t at = 0;
    const auto byte = [&](std::size_t n) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + n])); };
    while (bytes.size() >= at + 2) {
      std::size_t head = 2, length = byte(1) & 127;
      if (const auto more = length == 126 ? 2u : length == 127 ? 8u : 0u) {
        head += more;
        if (bytes.size() < at + head) break;
        length = 0;
        for (std::size_t n = 2; n < head; ++n) length = length << 8 | byte(n);
      }
      if (bytes.size() < at + head + length) break;
      const auto opcode = byte(0) & 15;
      const bool last = byte(0) & 128;
      const auto payload = std::string_view(bytes).substr(at + head, length);
      if (opcode >= 8) on_control(opcode, payload);
      if (opcode <= 2 && last && x_begun.empty()) {
        on_message(payload);
      } else if (opcode <= 2) {
        x_begun += payload;
        if (last) on_message(std::string_view(std::exchange(x_begun, {})));
      }
      at += head + length;
    }
    bytes.erase(0, at);
  }
  static std::string of_client(std::size_t opcode, std::string_view payload) {
    std::string frame{static_cast<char>(0x80 | opcode)};
    if (payload.size() < 126) frame += static_cast<char>(0x80 | payload.size());
    else ((frame += static_cast<char>(0x80 | 126)) += static_cast<char>(payload.size() >> 8)) += static_cast<char>(payload.size() & 255);
    return frame.append(4, '\0').append(payload);
  }

 private:
  std::string x_begun;
};

// Counts the lines it is sent. A server may send several in one message; `{}` is the Centrifugo protocol's ping and no delivery.
class Subscriber {
 public:
  Subscriber(int port, const std::string& path) : x_socket(connect_to(port)) {
    x_socket.send_all("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                      "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    std::size_t end;
    while ((end = x_frames.bytes.find("\r\n\r\n")) == x_frames.bytes.npos) more();
    if (x_frames.bytes.compare(9, 3, "101") != 0) throw std::runtime_error("no WebSocket: " + x_frames.bytes);
    x_frames.bytes.erase(0, end + 4);
  }
  long deliveries() const { return x_lines; }

  // Connects and subscribes in the Centrifugo protocol; returns when all of it is answered.
  void subscribe(const std::string& token, const std::vector<std::string>& channels) {
    say(R"({"id":1,"connect":{"token":")" + token + R"("}})");
    wait_for(1);
    int id = 1;
    for (const auto& channel : channels) say(R"({"id":)" + std::to_string(++id) + R"(,"subscribe":{"channel":")" + channel + R"("}})");
    wait_for(id);
    x_lines = 0;
  }
  void read() {
    while (x_socket.receive_into(x_frames.bytes)) take_frames();
  }

 private:
  void wait_for(long lines) {
    while (x_lines < lines) {
      more();
      take_frames();
    }
  }
  void more() {
    x_socket.wait_for_more();
    x_socket.receive_into(x_frames.bytes);
  }
  void say(std::string_view text) const { x_socket.send_all(Frames::of_client(1, text)); }
  void take_frames() {
    x_frames.take([&](std::string_view message) { on_message(message); }, [](std::size_t opcode, std::string_view payload) {
      if (opcode == 8) throw std::runtime_error("the server has closed a subscriber: " + std::string(payload));
    });
  }
  void on_message(std::string_view message) {
    while (!message.empty()) {
      const auto line = message.substr(0, message.find('\n'));
      message.remove_prefix(std::min(line.size() + 1, message.size()));
      if (line == "{}") say("{}");
      else if (line.find(R"("error":{)") != line.npos && line.find(R"("id":)") == 1) throw std::runtime_error("refused: " + std::string(line));
      else if (!line.empty()) ++x_lines;
    }
  }

  Descriptor x_socket;
  Frames x_frames;
  long x_lines = 0;
};

}  // namespace millrace::bench
