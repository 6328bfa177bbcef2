// Calls and mail against servers that lose replies, answer late, refuse, put off, and drop the line: what is known afterwards, and what not.
#include <doctest/doctest.h>

#include "infra/egress/mail_server.hpp"
#include "infra/egress/mime.hpp"
#include "infra/egress/outbox.hpp"
#include "infra/egress/outside_client.hpp"
#include "tests/support/scripted_server.hpp"

#include <filesystem>
#include <fstream>

using namespace millrace;
using millrace::testing::ScriptedServer;

namespace {

using Line = ScriptedServer::Line;

std::string here(const ScriptedServer& server) { return "127.0.0.1:" + std::to_string(server.port()); }

const EgressGuard nobody;

Came posted_to(const std::string& at, int timeout_ms = 2'000, std::size_t most = 1 << 16) {
  const EgressGuard guard{{at}};
  OutsideClient client{guard, most};
  std::optional<Came> answer;
  const OutgoingCall call{"POST", "http://" + at + "/hook", {"Idempotency-Key: one"}, "{}"};
  client.start(call, timeout_ms, [&](const Came& came) { answer = came; });
  while (!answer) client.wait(100);
  return *answer;
}

const OutgoingMail mail{"house@example.org", "zoe@example.org", "Grüße aus dem Haus\r\nBcc: everybody@example.org",
                        "Hallo Zoë,\n.\nein Punkt.\n", "one@example.org"};

Came mailed_to(const MailServer& server, int timeout_ms = 2'000) {
  OutsideClient client{nobody};
  std::optional<Came> answer;
  client.start(server, mail, 1'800'000'000, timeout_ms, [&](const Came& came) { answer = came; });
  while (!answer) client.wait(100);
  return *answer;
}
Came posted(const ScriptedServer& server, int timeout_ms = 2'000, std::size_t most = 1 << 16) { return posted_to(here(server), timeout_ms, most); }
Came mailed(const ScriptedServer& server, int timeout_ms = 2'000) { return mailed_to(mail_server("smtp://" + here(server), {}, {}), timeout_ms); }

// Talks SMTP up to a point; whatever follows is the test's.
struct Smtp {
  Line& line;
  std::string read = {};
  void greet() {
    line.say("220 mail.example.org\r\n");
    line.read_line();
    line.say("250 mail.example.org\r\n");
  }
  void envelope() {
    greet();
    line.read_line();
    line.say("250 ok\r\n");
    line.read_line();
    line.say("250 ok\r\n");
  }
  void message() {
    envelope();
    line.read_line();
    line.say("354 go on\r\n");
    read = line.read_until("\r\n.\r\n");
  }
};

}  // namespace

TEST_CASE("egress: an answer is known, whatever it says") {
  for (const int status : {200, 204, 404, 429, 500, 503}) {
    ScriptedServer server{[&](Line& line, int) {
      line.read_until("\r\n\r\n");
      line.say("HTTP/1.1 " + std::to_string(status) + " X\r\nRetry-After: 120\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }};
    const auto answer = posted(server);
    CHECK(answer.status == status);
    CHECK(answer.retry_after == std::chrono::seconds{120});
  }
}

TEST_CASE("egress: a server that says by x-rate-limit-reset when it may be asked again is asked then; what is no time says nothing") {
  const auto now_s = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  const auto wished = [](int status, const std::string& headers) {
    ScriptedServer server{[&](Line& line, int) {
      line.read_until("\r\n\r\n");
      line.say("HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers + "Content-Length: 0\r\nConnection: close\r\n\r\n");
    }};
    return posted(server).retry_after;
  };
  const auto wish = wished(429, "X-Rate-Limit-Reset: " + std::to_string(now_s + 100) + "\r\n");
  REQUIRE(wish);
  CHECK(*wish > std::chrono::seconds{90});
  CHECK(*wish <= std::chrono::seconds{100});
  CHECK(wished(429, "x-rate-limit-reset: " + std::to_string(now_s + 100) + "\r\nRetry-After: 7\r\n") == std::chrono::seconds{7});
  for (const auto* none : {"", "x-rate-limit-reset: 12\r\n", "x-rate-limit-reset: soon\r\n", "x-rate-limit-reset: -5\r\n", "x-rate-limit-reset: 99999999999999999999\r\n"}) CHECK_FALSE(wished(429, none));
  CHECK_FALSE(wished(200, "x-rate-limit-reset: " + std::to_string(now_s + 100) + "\r\n"));   // which says it with every answer
}

TEST_CASE("egress: what was sent and not answered may have been taken; what could not be sent was not") {
  ScriptedServer drops{[](Line& line, int) { line.read_until("\r\n\r\n{}"); }};
  const auto dropped = posted(drops);
  CHECK(dropped.status == 0);
  CHECK(dropped.why == "cut");
  CHECK(dropped.sent);
  CHECK(drops.connections() == 1);                       // not made again behind anybody's back

  ScriptedServer hangs{[](Line& line, int) { line.hang(); }};
  const auto late = posted(hangs, 200);
  CHECK(late.why == "timeout");
  CHECK(late.sent);

  std::string gone;
  { ScriptedServer server{[](Line&, int) {}}; gone = here(server); }
  const auto refused = posted_to(gone);
  CHECK(refused.why == "unreachable");
  CHECK(!refused.sent);
}

TEST_CASE("egress: an answer that is too long is an answer, and its beginning is kept") {
  ScriptedServer server{[](Line& line, int) {
    line.read_until("\r\n\r\n");
    line.say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n" + std::string(100'000, 'x'));
  }};
  const auto answer = posted(server, 2'000, 1'000);
  CHECK(answer.status == 200);
  CHECK(answer.body.size() == 1'000);
}

TEST_CASE("egress: a mail is taken: envelope, headers and text are what was meant, on one line each") {
  std::string from, to, read;
  ScriptedServer server{[&](Line& line, int) {
    Smtp smtp{line};
    smtp.greet();
    from = line.read_line();
    line.say("250 ok\r\n");
    to = line.read_line();
    line.say("250 ok\r\n");
    line.read_line();
    line.say("354 go on\r\n");
    read = line.read_until("\r\n.\r\n");
    line.say("250 queued as 1\r\n");
    line.read_line();
    line.say("221 bye\r\n");
  }};
  CHECK(mailed(server).status == 250);
  CHECK(from.starts_with("MAIL FROM:<house@example.org>"));
  CHECK(to == "RCPT TO:<zoe@example.org>");
  CHECK(read.find("Message-ID: <one@example.org>\r\n") != read.npos);
  CHECK(read.find("To: <zoe@example.org>\r\n") != read.npos);
  CHECK(read.find("Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n") != read.npos);
  CHECK(read.find("Auto-Submitted: auto-generated\r\n") != read.npos);
  CHECK(read.find("\nBcc:") == read.npos);
  CHECK(read.find("Zo=C3=AB") != read.npos);
  CHECK(read.find("Mime-Version: 1.0\r\n") != read.npos);
  CHECK(read.find("\r\n.\r\n") == read.npos);
  CHECK(read.find("\r\n..\r\nein Punkt.\r\n") != read.npos);
}

TEST_CASE("egress: a server that puts off or refuses has not taken the mail") {
  struct Case { int at; int code; };
  for (const auto& [at, code] : {Case{0, 421}, Case{1, 450}, Case{2, 451}, Case{2, 550}, Case{3, 452}, Case{3, 554}}) {
    ScriptedServer server{[&, at = at, code = code](Line& line, int) {
      const auto no = std::to_string(code) + " no\r\n";
      if (at == 0) return line.say(no);
      Smtp smtp{line};
      if (at == 3) {
        smtp.message();
        line.say(no);
      } else {
        smtp.greet();
        line.read_line();
        line.say(at == 1 ? no : "250 ok\r\n");
        if (at == 2) {
          line.read_line();
          line.say(no);
        }
      }
      line.hang();
    }};
    const auto answer = mailed(server);
    CHECK_MESSAGE(answer.status == code, at << " " << code << " " << answer.said);
  }
}

TEST_CASE("egress: a server that has the whole mail and drops the line or hangs may have taken it") {
  ScriptedServer drops{[](Line& line, int) { Smtp{line}.message(); }};
  const auto dropped = mailed(drops);
  CHECK(dropped.status == 0);
  CHECK(dropped.sent);
  ScriptedServer hangs{[](Line& line, int) {
    Smtp{line}.message();
    line.hang();
  }};
  const auto late = mailed(hangs, 500);
  CHECK(late.status == 0);
  CHECK(late.why == "timeout");
  CHECK(late.sent);
}

TEST_CASE("egress: a server that drops the line or hangs before it has the mail has not taken it") {
  for (int stage = 0; stage < 4; ++stage) {
    for (const bool hangs : {false, true}) {
      ScriptedServer server{[&](Line& line, int) {
        Smtp smtp{line};
        if (stage == 1) smtp.greet();
        if (stage >= 2) smtp.envelope();
        if (stage == 3) line.read_line();                // DATA
        if (hangs) line.hang();
      }};
      const auto answer = mailed(server, 300);
      CHECK_MESSAGE(answer.status == 0, stage << " " << hangs);
      CHECK_MESSAGE(!answer.sent, stage << " " << hangs);
    }
  }
}

TEST_CASE("egress: a mail server elsewhere has to speak TLS, one on this machine may") {
  CHECK(mail_server("smtp://mail.example.org", {}, {}).tls);
  CHECK(mail_server("smtp://mail.example.org", {}, {}).url == "smtp://mail.example.org:587");
  CHECK(mail_server("smtps://mail.example.org", {}, {}).url == "smtps://mail.example.org:465");
  CHECK(!mail_server("smtp://127.0.0.1:2525", {}, {}).tls);
  CHECK(!mail_server("smtp://[::1]:2525", {}, {}).tls);
  CHECK(mail_server("smtp://127.example.org", {}, {}).tls);
  for (const auto* wrong : {"", "mail.example.org", "http://mail.example.org", "smtp://", "smtp://u:p@mail.example.org", "smtp://mail.example.org/path"})
    CHECK_THROWS_AS_MESSAGE(mail_server(wrong, {}, {}), std::invalid_argument, wrong);
  ScriptedServer plain{[](Line& line, int) { Smtp{line}.message(); }};
  auto server = mail_server("smtp://" + here(plain), {}, {});
  server.tls = true;
  const auto answer = mailed_to(server, 1'000);
  CHECK(answer.status == 0);
  CHECK(answer.why == "tls");
  CHECK(!answer.sent);
}

TEST_CASE("egress: a header is one line, and what is not ASCII stands in encoded words of whole characters") {
  CHECK(header_text("Hello") == "Hello");
  CHECK(header_text("a\r\nBcc: b") == "a  Bcc: b");
  CHECK(header_text("=?UTF-8?Q?x?=") == "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?=");
  CHECK(header_text("Grüße") == "=?UTF-8?B?R3LDvMOfZQ==?=");
  std::string many;
  for (int n = 0; n < 40; ++n) many += "ü";
  const auto folded = header_text(many);
  CHECK(folded.find(' ') != folded.npos);
  for (std::size_t from = 0; from < folded.size();) {
    const auto end = std::min(folded.find(' ', from), folded.size());
    CHECK(end - from <= 75);
    from = end + 1;
  }
}

TEST_CASE("outbox: mails are kept in a file, newest first, bounded, and a page shows them as they are") {
  const auto file = std::filesystem::temp_directory_path() / "millrace-outbox.test";
  std::filesystem::remove(file);
  {
    Outbox outbox{file};
    CHECK(outbox.newest_first().empty());
    outbox.keep(mail, Time{});
    outbox.keep({"a@example.org", "b@example.org", "<script>alert(1)</script>", "one & \"two\"", "two@example.org"}, Time{});
    CHECK(outbox.page().find("<script>") == std::string::npos);
    CHECK(outbox.page().find("one &amp; &quot;two&quot;") != std::string::npos);
  }
  { std::ofstream{file, std::ios::app} << "{\"from\":\"half a li"; }
  {
    Outbox outbox{file};
    REQUIRE(outbox.newest_first().size() == 2);
    CHECK(outbox.newest_first()[0].find("two@example.org") != std::string::npos);
    for (int n = 0; n < 300; ++n) outbox.keep({"a@example.org", "b@example.org", std::to_string(n), "", "id"}, Time{});
    CHECK(outbox.newest_first().size() <= Outbox::most_mails);
    CHECK(outbox.newest_first()[0].find("\"299\"") != std::string::npos);
  }
  const Outbox again{file};
  CHECK(again.newest_first().size() <= Outbox::most_mails);
  CHECK(again.newest_first()[0].find("\"299\"") != std::string::npos);
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms{0077}) == std::filesystem::perms::none);
  std::filesystem::remove(file);
}
