// A blocking HTTP/1.1 client over a raw socket, for tests: it sends exactly the bytes it is given and reads what comes back. Every
// wait ends after ten seconds with an exception, so that no test hangs.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpReply {
  int status = 0;
  Headers headers;      // names in lower case
  std::string body;
  std::string_view header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers)
      if (name == lower_case_name) return value;
    return {};
  }
};

class HttpClient {
 public:
  explicit HttpClient(unsigned short port, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const timeval ten{10, 0};
    const int on = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &ten, sizeof ten);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &ten, sizeof ten);
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
      const int why = errno;
      ::close(socket_);
      throw std::runtime_error(std::string("connect: ") + std::strerror(why));
    }
  }
  HttpClient(const HttpClient&) = delete;
  ~HttpClient() { ::close(socket_); }

  // False when the other side has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  // As much as goes within a second: how much that is.
  std::size_t push(std::string_view bytes) {
    std::size_t sent = 0;
    for (pollfd writable{socket_, POLLOUT, 0}; sent < bytes.size() && ::poll(&writable, 1, 1000) == 1;) {
      const auto n = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (n <= 0) break;
      sent += static_cast<std::size_t>(n);
    }
    return sent;
  }
  // Waits until the other side has reset the connection, without reading; false when it has not after ten seconds.
  bool reset_by_peer() {
    pollfd broken{socket_, 0, 0};
    return ::poll(&broken, 1, 10'000) == 1 && (broken.revents & POLLERR);
  }
  void no_more() { ::shutdown(socket_, SHUT_WR); }

  // The next response; nothing when the connection ended before one began. `head`: the answer to a HEAD has no body.
  std::optional<HttpReply> read(bool head = false) {
    std::size_t end = 0;
    while ((end = bytes_.find("\r\n\r\n")) == std::string::npos)
      if (!fill()) {
        if (bytes_.empty()) return {};
        throw std::runtime_error("the connection ended inside a header: " + bytes_);
      }
    HttpReply reply;
    const std::string block = take(end + 4);
    reply.status = std::stoi(block.substr(9, 3));
    for (auto at = block.find("\r\n") + 2; at < end;) {
      const auto stop = block.find("\r\n", at);
      const auto colon = block.find(": ", at);
      auto name = block.substr(at, colon - at);
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
      reply.headers.emplace_back(name, block.substr(colon + 2, stop - colon - 2));
      at = stop + 2;
    }
    const auto length = reply.header("content-length");
    if (!head && !length.empty()) reply.body = bytes(std::stoul(std::string(length)));
    return reply;
  }

  // Exactly that many bytes.
  std::string bytes(std::size_t n) {
    while (bytes_.size() < n)
      if (!fill()) throw std::runtime_error("the connection ended before " + std::to_string(n) + " bytes");
    return take(n);
  }
  // Everything until the other side closes.
  std::string rest() {
    while (fill()) {}
    return take(bytes_.size());
  }

  HttpReply call(std::string_view method, std::string_view target, const Headers& headers = {}, std::string_view body = {}) {
    std::string out;
    out.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (const auto& [name, value] : headers) out.append(name).append(": ").append(value).append("\r\n");
    if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH")
      out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    out.append("\r\n").append(body);
    send(out);
    auto reply = read(method == "HEAD");
    if (!reply) throw std::runtime_error("the connection ended without an answer");
    return std::move(*reply);
  }

 private:
  bool fill() {
    char buffer[16 * 1024];
    const auto n = ::recv(socket_, buffer, sizeof buffer, 0);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) throw std::runtime_error("nothing arrived for ten seconds");
    if (n <= 0) return false;
    bytes_.append(buffer, static_cast<std::size_t>(n));
    return true;
  }
  std::string take(std::size_t n) {
    auto result = bytes_.substr(0, n);
    bytes_.erase(0, n);
    return result;
  }

  int socket_;
  std::string bytes_;
};

}  // namespace millrace::test
