#include "infra/egress/outside_client.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <charconv>
#include <chrono>
#include <cstring>
#include <mutex>

#include "infra/egress/mime.hpp"
#include "infra/egress/transfers.hpp"

namespace millrace {

namespace {

std::string_view in_a_word(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return "no_such_host";
    case CURLE_COULDNT_CONNECT: return "unreachable";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED: return "tls";
    case CURLE_OPERATION_TIMEDOUT: return "timeout";
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE: return "cut";
    default: return "failed";
  }
}

std::optional<boost::asio::ip::address> address_of(const curl_sockaddr& to) {
  namespace ip = boost::asio::ip;
  if (to.family == AF_INET) {
    sockaddr_in in;
    std::memcpy(&in, &to.addr, sizeof in);
    return ip::address_v4(ntohl(in.sin_addr.s_addr));
  }
  if (to.family != AF_INET6) return {};
  sockaddr_in6 in;
  ip::address_v6::bytes_type bytes;
  std::memcpy(&in, &to.addr, sizeof in);
  std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
  return ip::address_v6(bytes);
}

// As mail has them (RFC 5322 §2.1).
std::string with_line_ends(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' && !out.ends_with('\r')) out += '\r';
    out += c;
  }
  return out;
}

struct CallTransfer final : Transfer {
  OutgoingCall call;
  OutsideClient::Then then;
  std::size_t max_bytes = 0;
  bool allowed = false, refused = false;                   // whatever its address; because of its address
  Came came = {};

  static std::size_t take_body(char* data, std::size_t, std::size_t n, void* self) {
    auto& t = *static_cast<CallTransfer*>(self);
    t.came.body.append(data, std::min(n, t.max_bytes - t.came.body.size()));
    return n;
  }
  // The guard judges the very address that is connected to.
  static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* to) {
    auto& t = *static_cast<CallTransfer*>(self);
    const auto address = address_of(*to);
    if (t.allowed || (address && publicly_routable(*address))) return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
    t.refused = true;
    return CURL_SOCKET_BAD;
  }
  // Where no Retry-After says it: in Unix time, as several services do.
  std::optional<Duration> until_reset() const {
    curl_header* found = nullptr;
    if (curl_easy_header(easy.get(), "x-rate-limit-reset", 0, CURLH_HEADER, -1, &found) != CURLHE_OK) return {};
    const std::string_view said{found->value};
    std::int64_t at_s = 0;
    const auto [end, wrong] = std::from_chars(said.data(), said.data() + said.size(), at_s);
    if (wrong != std::errc{} || end != said.data() + said.size() || at_s < 0 || at_s > 100'000'000'000) return {};
    const auto wait = std::chrono::system_clock::time_point{std::chrono::seconds{at_s}} - std::chrono::system_clock::now();
    if (wait <= wait.zero()) return {};
    return std::chrono::ceil<std::chrono::seconds>(wait);
  }
  void ended(CURLcode code) override {
    if (code == CURLE_OK) {
      came.status = static_cast<int>(status());
      came.said = came.body.substr(0, 500);
      curl_off_t wish = 0;
      curl_easy_getinfo(easy.get(), CURLINFO_RETRY_AFTER, &wish);
      if (wish > 0) came.retry_after = std::chrono::seconds{std::min<curl_off_t>(wish, 1 << 30)};
      else if (came.status == 429) came.retry_after = until_reset();
    } else {
      long request_bytes = 0;
      curl_easy_getinfo(easy.get(), CURLINFO_REQUEST_SIZE, &request_bytes);
      came.said = why(code);
      came.why = refused ? "refused_address" : in_a_word(code);
      came.sent = request_bytes > 0;
    }
    then(came);
  }
};

// libcurl waits for the end of a mail where nothing else can go on, and completes one that is taken away from it half sent: so each has a
// thread of its own for as long as it takes, and is broken off by what it asks now and then.
struct MailTransfer final : Transfer {
  OutgoingMail mail;
  OutsideClient::Then then;
  const std::atomic<bool>* broken_off = nullptr;
  std::size_t read = 0;                                    // of its text
  std::string reply;                                       // the server's last line
  std::unique_ptr<curl_slist, ListFreed> recipients;
  std::unique_ptr<curl_mime, MimeFreed> mime;              // goes before its easy handle
  Came came = {};

  static int asks(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) { return *static_cast<MailTransfer*>(self)->broken_off ? 1 : 0; }
  static std::size_t give_text(char* to, std::size_t size, std::size_t n, void* self) {
    auto& t = *static_cast<MailTransfer*>(self);
    const auto given = std::min(size * n, t.mail.text.size() - t.read);
    std::memcpy(to, t.mail.text.data() + t.read, given);
    t.read += given;
    return given;
  }
  // Nothing depends on the answer to QUIT any more: a second must do.
  static std::size_t take_reply(char* line, std::size_t, std::size_t n, void* self) {
    auto& t = *static_cast<MailTransfer*>(self);
    t.reply.assign(line, n);
    const bool taken = t.read == t.mail.text.size() && t.reply[0] == '2', refused = t.reply[0] == '4' || t.reply[0] == '5';
    if (taken || refused) curl_easy_setopt(t.easy.get(), CURLOPT_SERVER_RESPONSE_TIMEOUT, 1L);
    return n;
  }
  // A refusal is an answer; 354 (go on) and what comes before it is none: then it depends on whether all of it was on its way.
  void ended(CURLcode code) override {
    const auto code_of_reply = static_cast<int>(status());
    if (code == CURLE_OK || code_of_reply >= 400) came.status = code_of_reply;
    if (code != CURLE_OK) {
      came.said = came.status ? reply : why(code);
      came.why = in_a_word(code);
      came.sent = code_of_reply == 354 && read == mail.text.size();
    }
  }
};

}  // namespace

struct OutsideClient::Engine {
  const EgressGuard& guard;
  std::size_t max_bytes;
  std::mutex mutex = {};                                   // guards the next
  std::vector<std::pair<Then, Came>> came = {};            // of mails, and of what the guard does not let out
  Transfers transfers = {};
  std::atomic<bool> going = false;
  std::optional<boost::asio::thread_pool> mails = {};      // from the first mail on

  void put(Then then, Came what) {
    const std::lock_guard lock{mutex};
    came.emplace_back(std::move(then), std::move(what));
    transfers.wake();
  }
  ~Engine() {
    going = true;
    if (mails) mails->join();
  }
};

OutsideClient::OutsideClient(const EgressGuard& guard, std::size_t max_answer_bytes) : engine_(new Engine{guard, max_answer_bytes}) {}

OutsideClient::~OutsideClient() = default;

void OutsideClient::start(OutgoingCall call, int timeout_ms, Then then) {
  if (auto why = engine_->guard.refusal(call.url)) return engine_->put(std::move(then), Came{.why = "refused_address", .said = std::move(*why)});
  auto t = std::make_unique<CallTransfer>();
  t->call = std::move(call);
  t->then = std::move(then);
  t->max_bytes = engine_->max_bytes;
  t->allowed = engine_->guard.allows(t->call.url);
  for (const auto& line : t->call.headers) t->add_header(line);
  t->add_header("Expect:");                                            // no round trip before the body
  t->set(CURLOPT_URL, t->call.url.c_str());
  t->set(CURLOPT_PROTOCOLS_STR, "http,https");
  t->set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  t->set(CURLOPT_USERAGENT, "millrace");
  t->set(CURLOPT_OPENSOCKETFUNCTION, &CallTransfer::open_socket);
  t->set(CURLOPT_OPENSOCKETDATA, t.get());
  t->set(CURLOPT_FRESH_CONNECT, 1L);
  t->set(CURLOPT_FORBID_REUSE, 1L);
  t->set(CURLOPT_WRITEFUNCTION, &CallTransfer::take_body);
  t->set(CURLOPT_WRITEDATA, t.get());
  if (t->call.method != "GET") t->body(t->call.method, t->call.body);
  engine_->transfers.begin(std::move(t), timeout_ms);
}

void OutsideClient::start(const MailServer& server, OutgoingMail mail, std::int64_t unix_time, int timeout_ms, Then then) {
  auto t = std::make_shared<MailTransfer>();
  t->mail = std::move(mail);
  t->mail.text = with_line_ends(t->mail.text);
  t->then = std::move(then);
  for (const auto& line : mail_headers(t->mail, unix_time)) t->add_header(line);
  t->recipients.reset(curl_slist_append(nullptr, ("<" + t->mail.to + ">").c_str()));
  t->mime.reset(curl_mime_init(t->easy.get()));
  auto* text = curl_mime_addpart(t->mime.get());
  curl_mime_data_cb(text, static_cast<curl_off_t>(t->mail.text.size()), &MailTransfer::give_text, nullptr, nullptr, t.get());
  curl_mime_type(text, "text/plain; charset=utf-8");
  curl_mime_encoder(text, "quoted-printable");
  t->set(CURLOPT_URL, server.url.c_str());
  t->set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  t->set(CURLOPT_USE_SSL, static_cast<long>(server.tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  if (!server.tls) {                                                   // on this machine: what it shows is usually its own word
    t->set(CURLOPT_SSL_VERIFYPEER, 0L);
    t->set(CURLOPT_SSL_VERIFYHOST, 0L);
  } else if (!server.ca_file.empty()) {
    t->set(CURLOPT_CAINFO, server.ca_file.c_str());
  }
  t->set(CURLOPT_FRESH_CONNECT, 1L);
  t->set(CURLOPT_FORBID_REUSE, 1L);
  if (!server.user.empty()) {
    t->set(CURLOPT_USERNAME, server.user.c_str());
    t->set(CURLOPT_PASSWORD, server.password.c_str());
  }
  t->set(CURLOPT_MAIL_FROM, ("<" + t->mail.from + ">").c_str());
  t->set(CURLOPT_MAIL_RCPT, t->recipients.get());
  t->set(CURLOPT_HEADERFUNCTION, &MailTransfer::take_reply);
  t->set(CURLOPT_HEADERDATA, t.get());
  t->set(CURLOPT_MIMEPOST, t->mime.get());
  t->broken_off = &engine_->going;
  t->set(CURLOPT_NOPROGRESS, 0L);
  t->set(CURLOPT_XFERINFOFUNCTION, &MailTransfer::asks);
  t->set(CURLOPT_XFERINFODATA, t.get());
  // Who does not answer is asked to quit as well, and would hold the thread for libcurl's two minutes.
  t->set(CURLOPT_SERVER_RESPONSE_TIMEOUT, std::max(1L, (timeout_ms + 999L) / 1'000));
  t->common(timeout_ms);
  if (!engine_->mails) engine_->mails.emplace(mails_at_once);
  boost::asio::post(*engine_->mails, [t, engine = engine_.get()] {
    t->ended(curl_easy_perform(t->easy.get()));
    if (!engine->going) engine->put(std::move(t->then), std::move(t->came));
  });
}

void OutsideClient::wait(int at_most_ms) {
  std::vector<std::pair<Then, Came>> came;
  {
    const std::lock_guard lock{engine_->mutex};
    came.swap(engine_->came);
  }
  for (const auto& [then, what] : came) then(what);
  engine_->transfers.wait(came.empty() ? at_most_ms : 0);
}

void OutsideClient::wake() { engine_->transfers.wake(); }

}  // namespace millrace
