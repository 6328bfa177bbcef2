// Frames of a WebSocket as the server reads them (infra/http/websocket.hpp): whatever comes, a text that is heard is UTF-8, but perhaps for a letter
// that is cut off at its end, and no longer than was wanted.
#include <boost/beast/_experimental/test/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

#include "schemas/json/node.hpp"
#include "tests/fuzz/target.hpp"

namespace beast = boost::beast;
namespace websocket = beast::websocket;

namespace {

// As the reader of JSON checks it.
bool is_utf8(std::string_view text) {
  std::string json = "\"";
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') json += c;
  return millrace::Document{json + '"'}.fault() == millrace::Document::Fault::none;
}

// Beast does not ask whether the last letter is whole when the last frame of a message is empty; the reader of JSON behind it does.
bool is_utf8_but_for_its_end(std::string_view text) {
  for (std::size_t cut = 0; cut < 4 && cut <= text.size(); ++cut)
    if (is_utf8(text.substr(0, text.size() - cut))) return true;
  return false;
}

}  // namespace

void fuzz(std::string_view input) {
  boost::asio::io_context io;
  beast::test::stream ours{io}, theirs{io};
  ours.connect(theirs);
  websocket::stream<beast::test::stream&> socket{ours};
  socket.auto_fragment(false);
  socket.read_message_max(512);
  websocket::request_type upgrade{beast::http::verb::get, "/", 11};
  upgrade.set("Host", "h");
  upgrade.set("Upgrade", "websocket");
  upgrade.set("Connection", "upgrade");
  upgrade.set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
  upgrade.set("Sec-WebSocket-Version", "13");
  beast::error_code error;
  socket.accept(upgrade, error);
  CLAIM(!error);
  ours.append(boost::beast::string_view(input.data(), input.size()));
  theirs.close();
  for (int messages = 0; messages < 64; ++messages) {
    beast::flat_buffer buffer;
    socket.read(buffer, error);
    if (error) return;
    CLAIM(buffer.size() <= 512);
    if (socket.got_text()) CLAIM(is_utf8_but_for_its_end({static_cast<const char*>(buffer.data().data()), buffer.size()}));
  }
}
