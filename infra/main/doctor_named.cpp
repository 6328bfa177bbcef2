#include "infra/main/doctor_named.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>

#include "domain/core/time.hpp"
#include "infra/crypto/vault.hpp"
#include "infra/egress/http_client.hpp"
#include "infra/heads/verify.hpp"
#include "infra/http/certificate_check.hpp"
#include "infra/main/environment.hpp"
#include "infra/main/server_heads.hpp"
#include "infra/main/urls.hpp"
#include "infra/oauth/settings.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

constexpr int answer_ms = 5'000;
constexpr auto renew = std::chrono::hours{24 * 14};    // before a certificate ends; those of 90 days are renewed at 30

class NamedThings {
 public:
  NamedThings(const ServeOptions& o, const fs::path& data, Findings& findings) : options_(o), data_(data), findings_(findings) {}

  void run() {
    check("environment", &NamedThings::environment);
    check("secrets", &NamedThings::secrets);
    check("certificate", &NamedThings::certificate);
    check("sign-in", &NamedThings::sign_in_providers);
    check("mail", &NamedThings::mail);
    check("heads", &NamedThings::heads);
    check("collector", &NamedThings::collector);
    check("other disks", &NamedThings::other_disks);
  }

 private:
  void check(const char* name, void (NamedThings::*what)()) { findings_.of(name, [&] { (this->*what)(); }); }
  void say(Finding finding, const std::string& what) { findings_.say(finding, what); }

  void environment() {
    auto as_it_was = options_;
    as_it_was.environment.clear();
    const auto was = environment_of(as_it_was, data_), is = environment_of(options_, data_);
    if (is.empty()) return say(Finding::skipped, "nobody has said which this is: serve --environment production keeps it apart from others, and refuses what is only for development");
    if (!was.empty() && was != is) refuse_another_environment(options_, data_);
    const auto unfit = unfit_for_it(options_, data_);
    for (const auto& why : unfit) say(Finding::wrong, "not fit for production: " + why);
    if (unfit.empty()) say(Finding::ok, was.empty() ? is + ", from the first start on" : is);
  }

  // Whoever reads one of these files is somebody else from then on.
  void secrets() {
    int there = 0, open = 0;
    for (const auto& file : {data_ / "keys" / "operator", data_ / "run" / "admin.token", fs::path{options_.tls_key}, fs::path{options_.effects.mail_password_file},
                             fs::path{options_.backup.passphrase_file}, fs::path{options_.config}}) {
      struct stat seen{};
      if (file.empty() || ::stat(file.c_str(), &seen) != 0 || !S_ISREG(seen.st_mode)) continue;
      ++there;
      const bool secret = file != options_.config || says_secrets(file);
      if (!secret || !(seen.st_mode & 077)) continue;
      ++open;
      say(Finding::warning, fmt::format("others may read {}: chmod 600 {}", file.string(), file.string()));
    }
    if (!there) return say(Finding::skipped, "there are no files with secrets yet");
    if (!open) say(Finding::ok, "nobody else may read the files that hold any");
  }

  static bool says_secrets(const fs::path& config) {
    std::ifstream in{config};
    for (std::string line; std::getline(in, line);)
      if (line.find("password") != line.npos && line.find("password-file") == line.npos) return true;
    return false;
  }

  void certificate() {
    if (options_.tls_certificate.empty()) {
      const bool here_alone = options_.address == "127.0.0.1" || options_.address == "::1";
      return say(here_alone ? Finding::skipped : Finding::warning,
                 here_alone ? "none: the port, which only this machine reaches, speaks in the clear"
                            : fmt::format("none, and {} is reached from elsewhere: what people send goes in the clear (--tls-certificate, --tls-key)", options_.address));
    }
    const auto until = std::chrono::system_clock::from_time_t(certificate_until({options_.tls_certificate, options_.tls_key}));
    const auto text = fmt::format("{} is of its key and good until {:%Y-%m-%d}", options_.tls_certificate, fmt::gmtime(until));
    if (until - std::chrono::system_clock::now() < renew) return say(Finding::warning, text + ": renew it; the running server takes new files by itself");
    say(Finding::ok, text);
  }

  void sign_in_providers() {
    if (options_.sign_in_providers.empty()) return say(Finding::skipped, "by password and passkey alone (--sign-in-providers)");
    try {
      std::vector<std::string> names;
      for (const auto& provider : oauth::read_providers(options_.sign_in_providers)) names.push_back(provider.name);
      say(Finding::ok, fmt::format("{} names {}; each is to know {}/auth/oauth/NAME/callback", options_.sign_in_providers, fmt::join(names, ", "), ways().public_url));
    } catch (const std::invalid_argument& e) {
      say(Finding::wrong, fmt::format("--sign-in-providers: {}: mend that file", e.what()));
    }
  }

  void mail() {
    const auto out = ways();                           // which says what is wrong with them
    if (!options_.effects.on()) return say(Finding::skipped, "--effects off: nothing goes out");
    if (!out.mail_server) return say(Finding::skipped, "captured, and shown at /outbox on the admin port (--mail-server)");
    say(Finding::ok, fmt::format("from {} through {}", out.from, options_.effects.mail_server));
  }

  WaysOut ways() const { return ways_out(options_.effects, url_of(options_, options_.port)); }

  void heads() {
    const auto file = options_.heads.empty() ? data_ / "heads.ndjson" : fs::path{options_.heads};
    duration_of("--heads-every", options_.heads_every);
    if (!fs::exists(file)) {
      const auto directory = fs::absolute(file).parent_path();
      if (fs::exists(directory) || options_.heads.empty()) return say(Finding::skipped, fmt::format("there are none in {} yet; the server signs them", file.string()));
      return say(Finding::wrong, fmt::format("there is no directory {}: make it, or name another file with --heads", directory.string()));
    }
    if (::access(file.c_str(), R_OK | W_OK) != 0) return say(Finding::wrong, fmt::format("{} cannot be appended to: check whose it is", file.string()));
    const auto said = heads::read_heads(last_lines(file));
    if (said.empty()) return say(Finding::skipped, fmt::format("there are none in {} yet; the server signs them", file.string()));
    const auto& newest = *std::max_element(said.begin(), said.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    const auto key = heads::unhex(newest.key);
    if (!key || !heads::stated(newest, *key)) return say(Finding::wrong, fmt::format("the newest in {} is not signed by the key that it names: somebody has changed it; keep a copy, and ask who may write there", file.string()));
    if (const auto ours = own_key(); !ours.empty() && ours != *key)
      return say(Finding::wrong, fmt::format("{} is signed by another key than this house's: it is another's; name a file of its own with --heads", file.string()));
    say(Finding::ok, fmt::format("the newest in {} is of {}, by the key {}: keep that key elsewhere{}", file.string(), to_rfc3339(newest.at), newest.key,
                                 options_.heads.empty() ? "; the file is best kept where whoever writes here cannot (--heads)" : ""));
  }

  // Many years of heads need not be read for the last one.
  static std::string last_lines(const fs::path& file) {
    constexpr std::uintmax_t enough = 256 << 10;
    std::ifstream in{file, std::ios::binary};
    const auto size = fs::file_size(file);
    const auto from = size > enough ? size - enough : 0;
    in.seekg(static_cast<std::streamoff>(from));
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    const auto end = text.rfind('\n');                 // one that is being written is nobody's yet
    text.resize(end == text.npos ? 0 : end + 1);
    return from ? text.substr(text.find('\n') + 1) : text;
  }

  // As the master key makes it; empty where there is none to be seen, which the check of keys says.
  std::string own_key() const {
    const auto directory = data_ / "keys";
    if (options_.journal == "kafka" || !fs::exists(directory / "subjects")) return {};
    SystemRandom random;
    FileVault vault{{.directory = directory, .master_key_file = options_.master_key_file, .mode = KeyFile::Mode::read}, random};
    const SigningKey key{signing_seed(vault, heads_label)};
    return {key.public_key().begin(), key.public_key().end()};
  }

  void collector() {
    if (options_.otlp_endpoint.empty()) return say(Finding::skipped, "spans go nowhere (--otlp-endpoint)");
    HttpClient client{answer_ms};
    const auto answer = client.call({.method = "POST", .url = options_.otlp_endpoint + "/v1/traces", .headers = {"Content-Type: application/json"}, .body = R"({"resourceSpans":[]})"});
    if (answer.status / 100 == 2) return say(Finding::ok, fmt::format("{} takes spans", options_.otlp_endpoint));
    say(Finding::warning, fmt::format("{} takes no spans ({}): start the collector, or name the port where it takes OTLP over HTTP (4318); nothing waits for it", options_.otlp_endpoint,
                                      answer.status ? fmt::format("it answers {}", answer.status) : answer.why));
  }

  // Where copies go, and old segments: each may be on a disk of its own, and be forgotten.
  void other_disks() {
    constexpr double little = 0.05;
    const bool store_here = !options_.backup.where.empty() && options_.backup.where.find("://") == std::string::npos;
    int looked_at = 0, full = 0;
    for (const auto& [option, directory] : {std::pair{"--archive", options_.archive}, {"--journal-cold", options_.journal_cold}, {"--backup", store_here ? options_.backup.where : ""}}) {
      if (directory.empty() || !fs::exists(directory)) continue;
      ++looked_at;
      const auto room = fs::space(directory);
      if (double(room.available) >= double(room.capacity) * little && ::access(directory.c_str(), W_OK) == 0) continue;
      ++full;
      say(Finding::warning, fmt::format("{} {}: {}: make room there, or check whose it is", option, directory,
                                        ::access(directory.c_str(), W_OK) != 0 ? "it cannot be written to" : "it is nearly full"));
    }
    if (!looked_at) return say(Finding::skipped, "nothing is copied to one (--archive, --journal-cold, --backup)");
    if (!full) say(Finding::ok, "there is room where copies go");
  }

  const ServeOptions& options_;
  const fs::path& data_;
  Findings& findings_;
};

}  // namespace

void check_named(const ServeOptions& o, const fs::path& data, Findings& findings) { NamedThings{o, data, findings}.run(); }

}  // namespace millrace
