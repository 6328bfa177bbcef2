#include "infra/main/operator.hpp"

#include <sys/stat.h>

#include <fstream>
#include <future>

#include "commands/identity/account/asks.hpp"
#include "gateways/operations/operator_account.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {
std::string why_not(const Outcome& outcome, const fs::path& file) {
  if (const auto* not_now = std::get_if<NotNow>(&outcome)) return "the operator's account cannot be made now: " + not_now->why;
  return "the operator's account could not be made, but " + file.string() + " is missing: restore it from the backup of keys/";
}
}

void make_operator(const fs::path& keys, RunningMill& mill, const Services& services) {
  const auto file = keys / "operator", half_done = keys / "operator.new";
  if (fs::exists(file)) return;
  // The password is on the disk before the account is, and the command has one id for good: a crash in between repeats it. It comes
  // from the master key, so that on a journal that others serve too it is the one that the account has.
  if (!fs::exists(half_done)) {
    const auto secret = services.vault.secret("operator");
    const auto written = keys / "operator.part";
    std::ofstream{written} << operator_email << '\n' << base64url(raw(secret).substr(0, 24)) << '\n';
    ::chmod(written.c_str(), 0600);
    fs::rename(written, half_done);
  }
  const auto who = read_operator(half_done);
  const Id<Account> id{services.ids.next()};
  auto email = about(id, who.email);
  email.match = match_of(services.vault, email.value);
  Command command;
  const auto digest = sha256("the operator's account");
  command.id = uuid_of(raw(digest));
  command.ask = AnyAsk::of(account::SignUp{id, email, about(id, "Operator"), about(id, services.hash_password(who.password)), {}});
  std::promise<Outcome> answered;
  mill.submit(std::move(command), [&](Outcome outcome) { answered.set_value(std::move(outcome)); });
  const auto outcome = answered.get_future().get();
  if (!std::holds_alternative<Done>(outcome) && !std::holds_alternative<Known>(outcome))
    throw std::runtime_error(why_not(outcome, file));
  fs::rename(half_done, file);
}

Operator read_operator(const fs::path& file) {
  std::ifstream in{file};
  Operator who;
  if (!std::getline(in, who.email) || !std::getline(in, who.password))
    throw std::runtime_error("cannot read " + file.string() + ": start the server on this data directory once");
  return who;
}

}  // namespace millrace
