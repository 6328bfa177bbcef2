#include "infra/main/effect_options.hpp"

#include <fstream>
#include <stdexcept>

#include "gateways/channels/adapter.hpp"
#include "infra/main/command_line.hpp"
#include "infra/main/wrong_use.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace {

namespace {

std::string first_line(const std::string& file) {
  std::ifstream in{file};
  std::string line;
  if (!in || !std::getline(in, line) || line.empty())
    throw WrongUse("--mail-password-file " + file + ": it cannot be read, or holds no password in its first line");
  if (line.back() == '\r') line.pop_back();
  return line;
}

template <class Do>
auto saying(const char* option, Do what) {
  try {
    return what();
  } catch (const std::invalid_argument& e) {
    throw WrongUse(std::string(option) + ": " + e.what());
  }
}

std::string public_url(const EffectOptions& o, const std::string& own_url) {
  auto url = o.public_url.empty() ? own_url : o.public_url;
  while (url.ends_with('/')) url.pop_back();
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  if (!web || url.find_first_of(" \t\r\n?#\"<>") != url.npos || url.ends_with("//"))
    throw WrongUse("--public-url " + o.public_url + ": write it as https://HOST or https://HOST/PATH");
  return url;
}

std::map<std::string, std::string, std::less<>> provider_endpoints(const EffectOptions& o) {
  std::map<std::string, std::string, std::less<>> all;
  for (const auto& one : o.provider_endpoints) {
    const auto at = one.find('=');
    auto url = at == one.npos ? std::string{} : one.substr(at + 1);
    while (url.ends_with('/')) url.pop_back();
    if (!url.starts_with("https://") && !url.starts_with("http://"))
      throw WrongUse("--provider-endpoint " + one + ": write it as PLATFORM=https://HOST[:PORT][/PATH]");
    if (!channel::adapter(one.substr(0, at))) throw WrongUse("--provider-endpoint " + one + ": no platform is called " + one.substr(0, at));
    all[one.substr(0, at)] = std::move(url);
  }
  return all;
}

}  // namespace

void add_effect_options(const CliCommand& app, EffectOptions& o) {
  const auto add = [&](const char* name, auto& value, const char* what, const char* variable) {
    return app.option(name, value, what).variable(variable);
  };
  add("--effects", o.effects, "off: no mail and no call goes out; what is asked for waits until the next start with on", "MILLRACE_EFFECTS")
      .one_of({"on", "off"}).with_default();
  add("--egress-allow", o.egress_allow, "HOST:PORT that calls may go to, also where it is private or not 80 or 443", "MILLRACE_EGRESS_ALLOW")
      .separated();
  add("--provider-endpoint", o.provider_endpoints, "PLATFORM=URL of a provider's API, as telegram=http://127.0.0.1:8081: a server of one's own or a simulator; of all others where their vendor has it",
      "MILLRACE_PROVIDER_ENDPOINT")
      .separated();
  add("--mail-server", o.mail_server,
      "smtp://HOST[:PORT] (STARTTLS, but on this machine) or smtps://HOST[:PORT]; none: mail is captured, /outbox on the admin port shows it",
      "MILLRACE_MAIL_SERVER");
  add("--mail-from", o.mail_from, "address that mail comes from; needed with --mail-server", "MILLRACE_MAIL_FROM");
  add("--mail-user", o.mail_user, "name to sign in with at the mail server; needs --mail-password-file", "MILLRACE_MAIL_USER");
  add("--mail-password-file", o.mail_password_file, "file whose first line is the password for --mail-user", "MILLRACE_MAIL_PASSWORD_FILE");
  add("--mail-ca-file", o.mail_ca_file, "PEM file with the certificates that --mail-server is believed by; none: those of the machine", "MILLRACE_MAIL_CA_FILE");
  add("--public-url", o.public_url, "where people reach this server, for links in mails; none: http://ADDRESS:PORT", "MILLRACE_PUBLIC_URL");
}

WaysOut ways_out(const EffectOptions& o, const std::string& own_url) {
  WaysOut out;
  out.public_url = public_url(o, own_url);
  out.provider_endpoints = provider_endpoints(o);
  out.guard = saying("--egress-allow", [&] { return EgressGuard{o.egress_allow, out.public_url}; });
  out.from = o.mail_from.empty() ? "millrace@localhost" : o.mail_from;
  if (!o.mail_from.empty() && !canonical_email(o.mail_from)) throw WrongUse("--mail-from " + o.mail_from + ": this is no e-mail address");
  if (o.mail_user.empty() != o.mail_password_file.empty()) throw WrongUse("--mail-user and --mail-password-file go together");
  if (o.mail_server.empty()) {
    if (!o.mail_user.empty()) throw WrongUse("--mail-user needs --mail-server");
    if (!o.mail_ca_file.empty()) throw WrongUse("--mail-ca-file needs --mail-server");
    return out;
  }
  if (o.mail_from.empty()) throw WrongUse("--mail-server needs --mail-from, the address that mail comes from");
  const auto password = o.mail_user.empty() ? std::string{} : first_line(o.mail_password_file);
  out.mail_server = saying("--mail-server", [&] { return mail_server(o.mail_server, o.mail_user, password); });
  if (!o.mail_ca_file.empty() && first_line(o.mail_ca_file).empty()) throw WrongUse("--mail-ca-file " + o.mail_ca_file + " is empty");
  out.mail_server->ca_file = o.mail_ca_file;
  return out;
}

}  // namespace millrace
