// A blocking WebSocket client for tests, over the raw client: masked frames out, whole frames in (RFC 6455 §5.2).
#pragma once

#include "tests/support/http_client.hpp"

namespace millrace::test {

struct WebSocketFrame {
  int opcode = 0;         // 1 text, 8 close, 9 ping, 10 pong
  std::string payload;
  int close_code() const {
    return opcode == 8 && payload.size() >= 2 ? static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]) : 0;
  }
};

class WebSocketClient {
 public:
  explicit WebSocketClient(unsigned short port, const Headers& headers = {}, int receive_buffer = 0) : http(port, receive_buffer) {
    Headers all{{"Connection", "keep-alive, Upgrade"}, {"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
    all.insert(all.end(), headers.begin(), headers.end());
    upgraded = http.call("GET", "/connection/websocket", all);
  }

  bool send(std::string_view payload, int opcode = 1) { return http.send(frame(payload, opcode)); }
  static std::string frame(std::string_view payload, int opcode = 1) {
    std::string frame{static_cast<char>(0x80 | opcode)};
    if (payload.size() < 126) frame += static_cast<char>(0x80 | payload.size());
    else {
      const bool wide = payload.size() > 0xffff;
      frame += static_cast<char>(0x80 | (wide ? 127 : 126));
      for (int shift = wide ? 56 : 8; shift >= 0; shift -= 8) frame += static_cast<char>(static_cast<std::uint64_t>(payload.size()) >> shift);
    }
    frame.append(4, '\0').append(payload);      // a mask of zeroes
    return frame;
  }

  WebSocketFrame read() {
    const auto head = http.bytes(2);
    std::size_t size = static_cast<unsigned char>(head[1]) & 0x7f;
    if (size >= 126) {
      const auto more = http.bytes(size == 126 ? 2 : 8);
      size = 0;
      for (const char c : more) size = size << 8 | static_cast<unsigned char>(c);
    }
    return {head[0] & 0x0f, http.bytes(size)};
  }

  HttpClient http;
  HttpReply upgraded;
};

}  // namespace millrace::test
