// Our HTTP alone, for W7 (tests/bench/replies.py), and the load for it and its peers:
//   bench_replies serve                            prints its port, an access token, and its keys (RFC 7517), a line each; serves until it is killed
//   bench_replies load PORT GET|POST CONNECTIONS SECONDS [TOKEN]      a closed loop; prints one JSON object
// GET /item answers 200 with 300 bytes. POST /messages takes {"conversation_id", "text"}, and answers 201 with them; what is no such object is 422.
// Whoever brings a token has it verified; what is not one of ours is 401.
#include <sys/epoll.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "infra/crypto/access_token.hpp"
#include "infra/http/server.hpp"
#include "schemas/json/node.hpp"
#include "schemas/json/writer.hpp"
#include "tests/bench/subscriber.hpp"

using namespace millrace;
using bench::Descriptor;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::string_view talk = "0190b5a0-0000-7000-8000-000000000000";

Time now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

Response item() {
  Response response;
  JsonWriter{response.body}.begin_object().key("id").text(talk).key("text").text(std::string(240, 'x')).key("version").integer(1).end_object();
  return response;
}

Response said(const std::string& body) {
  const Document document{body};
  Response response;
  response.status = 422;
  if (document.fault() != Document::Fault::none || document.root().kind() != Node::Kind::object) return response;
  const auto conversation = document.root().find("conversation_id"), text = document.root().find("text");
  if (!conversation || conversation->kind() != Node::Kind::text || !text || text->kind() != Node::Kind::text) return response;
  response.status = 201;
  JsonWriter out{response.body};
  out.begin_object().key("conversation_id").text(conversation->text()).key("text").text(text->text()).key("version").integer(1).end_object();
  return response;
}

int serve() {
  AccessTokens tokens{{.life = std::chrono::hours{24}}, {Digest{}}};
  HttpOptions options;
  options.port = 0;
  HttpServer server{options, [&](std::shared_ptr<const Request> request, HttpServer::Reply reply) {
    if (const auto bearer = request->header("authorization"); !bearer.empty()) {
      const auto claims = tokens.verify(bearer.substr(std::min<std::size_t>(bearer.size(), 7)), now());
      if (std::holds_alternative<AccessTokens::Wrong>(claims)) return reply(Response{401, {}, {}});
    }
    reply(request->method == "GET" ? item() : said(request->body));
  }, {}};
  std::printf("%d\n%s\n%s\n", server.port(), tokens.sign(*parse_uuid(talk), *parse_uuid(talk), 1, now()).c_str(), tokens.jwks().c_str());
  std::fflush(stdout);
  for (;;) ::pause();
}

std::string request(const std::string& method, const char* token) {
  std::string out = method == "GET" ? "GET /item HTTP/1.1\r\n" : "POST /messages HTTP/1.1\r\n";
  out += "Host: localhost\r\nUser-Agent: bench\r\nAccept: */*\r\n";
  if (token) out += "Authorization: Bearer " + std::string(token) + "\r\n";
  if (method == "GET") return out + "\r\n";
  auto body = R"({"conversation_id":")" + std::string(talk) + R"(","text":")";
  body += std::string(300 - body.size() - 2, 'x') + "\"}";
  return out + "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// How long an answer is, headers and all, once it is there as a whole; 0 before that.
std::size_t whole(const std::string& answer) {
  const auto head = answer.find("\r\n\r\n");
  auto at = answer.find("ontent-");                    // Content-Length or content-length; Content-Type may come first
  while (at < head && answer.compare(at + 7, 7, "Length:") != 0 && answer.compare(at + 7, 7, "length:") != 0) at = answer.find("ontent-", at + 1);
  if (head == answer.npos || at >= head) return 0;
  const auto size = head + 4 + std::stoul(answer.substr(at + 14, 12));
  return answer.size() >= size ? size : 0;
}

// Connections that ask again as soon as they are answered. All answers are of the first one's size; another status, or another size, ends it.
class Load {
 public:
  Load(int port, std::string request, std::string status, int connections)
      : request_(std::move(request)), wanted_("HTTP/1.1 " + status), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    for (int n = 0; n < connections; ++n) {
      sockets_.push_back(bench::connect_to(port));
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u32 = static_cast<std::uint32_t>(n);
      ::epoll_ctl(poll_.fd(), EPOLL_CTL_ADD, sockets_.back().fd(), &event);
    }
    for (sockets_[0].send_all(request_); size_ == 0; size_ = whole(answer_)) {
      sockets_[0].wait_for_more();
      sockets_[0].receive_into(answer_);
    }
    need_wanted();
  }

  void run(int seconds) {
    const auto begin = Clock::now(), end = begin + std::chrono::seconds{seconds};
    since_.assign(sockets_.size(), begin);
    left_.assign(sockets_.size(), size_);
    for (const auto& socket : sockets_) socket.send_all(request_);
    std::array<epoll_event, 256> events;
    for (std::size_t idle = 0; idle < sockets_.size();) {
      const int n = ::epoll_wait(poll_.fd(), events.data(), static_cast<int>(events.size()), 10'000);
      if (n == 0) throw std::runtime_error("answers are missing");
      const auto at = Clock::now();
      for (int i = 0; i < n; ++i) {
        const auto which = events[static_cast<std::size_t>(i)].data.u32;
        if (!answered(which, at)) continue;
        since_[which] = at;
        if (at < end) sockets_[which].send_all(request_);
        else ++idle;
      }
    }
    tell(std::chrono::duration<double>(Clock::now() - begin).count());
  }

 private:
  void need_wanted() const {
    if (!answer_.starts_with(wanted_)) throw std::runtime_error("not what was asked for: " + answer_);
  }
  bool answered(std::size_t which, Clock::time_point at) {
    answer_.clear();
    sockets_[which].receive_into(answer_);
    if (left_[which] == size_ && !answer_.empty()) need_wanted();
    if (answer_.size() > left_[which]) throw std::runtime_error("more than was asked for: " + answer_);
    left_[which] -= answer_.size();
    if (left_[which] > 0) return false;
    left_[which] = size_;
    took_us_.push_back(std::chrono::duration<float, std::micro>(at - since_[which]).count());
    return true;
  }
  void tell(double seconds) {
    const auto count = static_cast<double>(took_us_.size());
    const auto p99 = took_us_.begin() + static_cast<std::ptrdiff_t>(0.99 * (count - 1));
    std::nth_element(took_us_.begin(), p99, took_us_.end());
    std::printf("{\"answers\":%zu,\"per_s\":%.0f,\"p99_us\":%.0f,\"bytes\":%zu}\n", took_us_.size(), count / seconds,
                static_cast<double>(*p99), size_);
  }

  const std::string request_, wanted_;
  Descriptor poll_;
  std::vector<Descriptor> sockets_;
  std::string answer_;
  std::size_t size_ = 0;                               // of an answer
  std::vector<std::size_t> left_;                      // of the answer that is under way
  std::vector<Clock::time_point> since_;
  std::vector<float> took_us_;
};

int load(int argc, char** argv) {
  const std::string method = argv[3];
  Load load{std::stoi(argv[2]), request(method, argc > 6 ? argv[6] : nullptr), method == "GET" ? "200" : "201", std::stoi(argv[4])};
  load.run(std::stoi(argv[5]));
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "serve") return serve();
  if (what == "load" && argc >= 6) return load(argc, argv);
  std::fputs("bench_replies serve | load PORT GET|POST CONNECTIONS SECONDS [TOKEN]\n", stderr);
  return 2;
} catch (const std::exception& e) {
  std::fprintf(stderr, "bench_replies: %s\n", e.what());
  return 1;
}
