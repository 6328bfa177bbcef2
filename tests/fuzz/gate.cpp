// The gate and the parser behind it: what both let through, they frame the same way, wherever the packets are cut.
#include "infra/http/gate.hpp"

#include <boost/asio/buffer.hpp>

#include "infra/http/parser.hpp"
#include "tests/fuzz/target.hpp"

using namespace millrace;

namespace {

bool control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

void same_frame(std::string_view block, std::string_view body) {
  Request request;
  http_server::Parser parser{request};
  parser.eager(true);
  boost::beast::error_code error;
  const auto head = parser.put(boost::asio::buffer(block.data(), block.size()), error);
  if (error && error != boost::beast::http::error::need_more) return;
  CLAIM(head == block.size());
  int lengths = 0, encodings = 0, hosts = 0;
  for (const auto& [name, value] : request.headers) {
    lengths += name == "content-length", encodings += name == "transfer-encoding", hosts += name == "host";
    for (const char c : value) CLAIM(c == '\t' || !control(c));
  }
  CLAIM(hosts == 1 && lengths + encodings <= 1);
  CLAIM(parser.chunked() == (encodings == 1) && parser.content_length().has_value() == (lengths == 1));
  while (!parser.is_done() && !body.empty()) {
    const auto read = parser.put(boost::asio::buffer(body.data(), body.size()), error);
    if (error && error != boost::beast::http::error::need_more) return;
    if (read == 0) break;
    body.remove_prefix(read);
  }
}

}  // namespace

void fuzz(std::string_view bytes) {
  const auto end = header_end(bytes);
  const auto half = bytes.substr(0, bytes.size() / 2);
  if (const auto first = header_end(half); first == 0) CLAIM(header_end(bytes, half.size()) == end);
  else CLAIM(first == end);
  if (end == 0 || end == std::string_view::npos) return;
  const auto judged = judge(bytes.substr(0, end));
  if (judged.refusal) {
    CLAIM(judged.refusal.status() >= 400 && judged.refusal.status() <= 505);
    return;
  }
  for (const char c : judged.path) CLAIM(!control(c));
  same_frame(bytes.substr(0, end), bytes.substr(end));
}
