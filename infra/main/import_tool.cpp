#include "infra/main/import_tool.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "infra/crypto/access_token.hpp"
#include "infra/crypto/vault.hpp"
#include "infra/history/import.hpp"
#include "infra/main/operator.hpp"
#include "infra/main/wrong_use.hpp"
#include "schemas/json/node.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

struct ImportOptions {
  std::string file;
  std::string data = ".millrace";
  std::string url = {};
  std::string channel = "twitter";
  std::string source = {};
  std::string master_key_file = {};
};

void declare(const CliCommand& app, ImportOptions& o) {
  app.option("FILE", o.file, "conversations, one JSON object a line").required();
  add_data_option(app, o.data);
  app.option("--url", o.url, "where the server listens; none: as it has noted in the data directory");
  app.option("--channel", o.channel, "channel through which they were led")
      .one_of({"whatsapp", "instagram", "facebook", "twitter", "telegram", "email", "widget", "voice_call", "sms"})
      .with_default();
  app.option("--source", o.source, "the system they come from, where lines name none: keys of different ones never meet; none: the channel");
  app.option("--master-key-file", o.master_key_file, "file with the master key; none: keys/master").variable("MILLRACE_MASTER_KEY_FILE");
}

Time wall_clock() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

std::string start_it(const fs::path& data) { return fmt::format("start it with infra/run --detach --data {}", data.string()); }

// The server notes its pid while it runs.
void need_running(const fs::path& data) {
  std::ifstream in{data / "run" / "millrace.pid"};
  pid_t pid = 0;
  if (!(in >> pid) || (::kill(pid, 0) != 0 && errno == ESRCH))
    throw std::runtime_error(fmt::format("no server runs on {}: {}", data.string(), start_it(data)));
}

std::string url_of(const ImportOptions& o, const fs::path& data) {
  auto url = o.url;
  if (url.empty()) {
    need_running(data);
    std::ifstream in{data / "run" / "millrace.url"};
    if (!std::getline(in, url)) throw std::runtime_error(fmt::format("no server runs on {}: {}", data.string(), start_it(data)));
  }
  while (url.ends_with('/')) url.pop_back();
  return url;
}

// The operator's access. It logs in once and keeps which session that made, for which it signs itself tokens with the key in the
// data directory; so an import that brings nothing new writes nothing.
class Access {
 public:
  Access(HttpClient& http, std::string url, const fs::path& data, const std::string& master_key_file)
      : http_(http), url_(std::move(url)), data_(data), kept_(data / "run" / "operator.session"),
        tokens_({}, {derived_secret(master_key(data / "keys", master_key_file, random_), "access tokens")}) {
    std::ifstream in{kept_};
    std::string account, session;
    in >> account >> session;
    const auto a = parse_uuid(account), s = parse_uuid(session);
    if (a && s) sign(*a, *s);
    else log_in();
  }
  std::string token() {
    if (wall_clock() - signed_ > std::chrono::minutes(5)) sign(claims_.account_id, claims_.session_id);
    return token_;
  }
  void log_in() {
    const auto who = read_operator(data_ / "keys" / "operator");
    std::string body;
    JsonWriter{body}.begin_object().key("email").text(who.email).key("password").text(who.password).end_object();
    const auto answer = http_.call({"POST", url_ + "/auth/login", {"Content-Type: application/json"}, body});
    if (answer.status == 0) throw std::runtime_error(fmt::format("{} does not answer ({}): {}", url_, answer.why, start_it(data_)));
    const Document document{answer.body};
    const auto token = answer.status / 100 == 2 && document.fault() == Document::Fault::none ? document.root().find("access_token") : std::nullopt;
    if (!token)
      throw std::runtime_error(fmt::format("{} refuses the operator's log-in in {} ({}): is it the server of this data directory?", url_,
                                           (data_ / "keys" / "operator").string(), answer.status));
    const auto claims = tokens_.verify(token->text(), wall_clock());
    if (const auto* good = std::get_if<AccessTokens::Claims>(&claims)) {
      keep(*good);
      sign(good->account_id, good->session_id);
    } else {
      throw std::runtime_error(fmt::format("{} is not the server of {}: its keys are others", url_, data_.string()));
    }
  }

 private:
  void sign(const Uuid& account, const Uuid& session) {
    claims_.account_id = account;
    claims_.session_id = session;
    signed_ = wall_clock();
    token_ = tokens_.sign(account, session, 0, signed_);
  }
  void keep(const AccessTokens::Claims& claims) const {
    const auto part = fs::path(kept_.string() + ".part");
    std::ofstream{part} << to_string(claims.account_id) << ' ' << to_string(claims.session_id) << '\n';
    ::chmod(part.c_str(), 0600);
    fs::rename(part, kept_);
  }

  HttpClient& http_;
  std::string url_;
  fs::path data_, kept_;
  SystemRandom random_;
  AccessTokens tokens_;
  AccessTokens::Claims claims_;
  Time signed_{};
  std::string token_;
};

// On a terminal one line that fills up; elsewhere nothing.
class Bar {
 public:
  ~Bar() { clear(); }
  void show(double done, std::size_t messages) {
    constexpr int width = 40;
    const auto percent = static_cast<int>(done * 100);
    if (!terminal_ || (percent == percent_ && messages == messages_)) return;
    percent_ = percent;
    messages_ = messages;
    const auto full = static_cast<std::size_t>(done * width);
    fmt::print(stderr, "\r[{:<{}}] {:>3} %  {} messages", std::string(full, '#'), width, percent, messages);
    std::fflush(stderr);
  }
  void clear() {
    if (terminal_ && percent_ >= 0) fmt::print(stderr, "\r\033[K");
    percent_ = -1;
  }

 private:
  bool terminal_ = ::isatty(STDERR_FILENO);
  int percent_ = -1;
  std::size_t messages_ = 0;
};

int import_conversations(const ImportOptions& o) {
  if (fs::is_directory(o.file)) throw WrongUse(fmt::format("{} is a directory: name a file of conversations, one JSON object a line", o.file));
  if (!fs::exists(o.file)) throw WrongUse(fmt::format("{}: there is no such file", o.file));
  if (!std::ifstream{o.file}) throw WrongUse(fmt::format("{}: this file cannot be read: check whose it is", o.file));
  const auto data = fs::absolute(o.data).lexically_normal();
  HttpClient http;
  const auto url = url_of(o, data);
  Access access{http, url, data, o.master_key_file};
  Bar bar;
  const auto complain = [&](const std::string& line) {
    bar.clear();
    fmt::print(stderr, "millrace: {}: {}\n", o.file, line);
  };
  history::Import import{{http, url, o.channel, o.source, [&] { return access.token(); }, [&] { access.log_in(); }, &wall_clock, complain,
                          [&](double done, const history::Totals& t) { bar.show(done, t.fresh + t.known); }}};
  try {
    const auto t = import.run(o.file);
    bar.clear();
    if (t.wrong) fmt::print(stderr, "millrace: {}: {} of its lines not taken in; mend them and import the file again, what is there stays\n", o.file, t.wrong);
    if (t.fresh) fmt::print("what was not there before belongs to the operator: log in at {}/app as {} says, and invite others there\n", url, (data / "keys" / "operator").string());
    fmt::print("import: businesses={} conversations={} messages={} new={} known={}\n", t.businesses, t.conversations, t.messages, t.fresh, t.known);
    return t.wrong ? 1 : 0;
  } catch (const history::NotConversations& e) {
    throw std::runtime_error(fmt::format("{}: {}", o.file, e.what()));
  } catch (const history::UnknownMember& e) {
    throw WrongUse(fmt::format("{}: {}; take it out and import the file again, what has been taken in stays", o.file, e.what()));
  } catch (const history::Stopped& e) {
    throw std::runtime_error(fmt::format("{}; what has been taken in stays: mend it ({}) and import the file again", e.what(), start_it(data)));
  }
}

}  // namespace

void add_import(const CliCommand& app, Run& run) {
  const auto import = app.command("import", "bring history in, through the running server").one_command();
  add_tool<ImportOptions>(import, run, "conversations", "conversations of customer care; repeating it changes nothing", &declare,
                          &import_conversations);
}

}  // namespace millrace
