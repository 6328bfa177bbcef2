#include "gateways/core/refusals.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>

#include "gateways/core/dialect.hpp"

namespace millrace {

namespace {

// Of any request: as HTTP, how much there is of it, what goes wrong here, and what is away just now.
constexpr Kind of_any[] = {Kind::malformed, Kind::late, Kind::target_too_long, Kind::limit, Kind::headers_too_large, Kind::failed, Kind::unavailable};
// What a command may find as its context's rules have it. Other kinds are of few routes, which say so, or of all.
constexpr Kind of_commands[] = {Kind::missing, Kind::conflict};

// What nothing else in a route's row tells.
struct Noted {
  std::set<Kind> refuses, never, of_context;
};
class AllNoted {
 public:
  static AllNoted& house() {
    static AllNoted all;
    return all;
  }
  Noted of(const Route& route) {
    const std::lock_guard lock{mutex_};
    return all_[{route.method, route.pattern}];
  }
  void change(const Route& route, const std::function<void(Noted&)>& how) {
    const std::lock_guard lock{mutex_};
    how(all_[{route.method, route.pattern}]);
  }

 private:
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Noted> all_;
};

bool is_in(const auto& kinds, Kind kind) { return std::find(std::begin(kinds), std::end(kinds), kind) != std::end(kinds); }

// Whether a body comes with it that is read as JSON.
bool reads_json(const Route& route) {
  const auto* read = route.read();
  return (route.command() && route.method != "GET") || route.batch() || (read && read->takes);
}

std::set<Kind> kinds_of(const Route& route) {
  std::set<Kind> kinds(std::begin(of_any), std::end(of_any));
  const auto add = [&](std::initializer_list<Kind> more) { kinds.insert(more); };
  if (route.scope != Scope::provider) add({Kind::unauthenticated});                  // a token that is none, wherever one is
  if (route.scope != Scope::provider && !route.leads_on) add({Kind::forbidden});     // cookies from another site
  if (route.scope == Scope::business || route.pattern.find('{') != std::string::npos) add({Kind::missing});
  if (reads_json(route)) add({Kind::too_large, Kind::unsupported, Kind::invalid});
  if (route.webhook()) add({Kind::too_large});
  const auto noted = AllNoted::house().of(route);
  if (const auto* command = route.command()) {
    if (!command->keyless) add({Kind::gone});                                         // a repeat, of somebody who has been erased since
    if (!command->creates) add({Kind::stale});
    for (const auto kind : noted.of_context)
      if ((kind != Kind::missing || route.scope == Scope::account) && !noted.never.contains(kind)) add({kind});
  }
  kinds.insert(noted.refuses.begin(), noted.refuses.end());
  return kinds;
}

}  // namespace

std::set<int> refusals_of(const Route& route) {
  std::set<int> statuses;
  for (const auto kind : kinds_of(route)) statuses.insert(status_of(kind));
  const auto* dialect = dialect_of(route.media);
  if (!dialect) return statuses;
  std::set<int> told;
  for (const int status : statuses) told.insert(dialect->status ? dialect->status(status) : status);
  return told;
}

std::string_view words_of_refusal(int status) {
  switch (status) {
    case 400: return "it is not put as it must be: its headers, its query, its JSON";
    case 401: return "nobody is known by what it shows: a token, or a password or code that it tries";
    case 403: return "who asks may not do this, or has to show something first";
    case 404: return "for who asks there is nothing under that id";
    case 405: return "it cannot be done in that way";
    case 408: return "it did not arrive in time";
    case 409: return "what is there does not allow it, as it is now";
    case 410: return "it was there, and is gone for good";
    case 412: return "it has changed since the version of If-Match";
    case 413: return "its body is larger than this takes";
    case 414: return "its target is longer than 4 KiB";
    case 415: return "its body is not of a type that this takes";
    case 422: return "something in its body is not as it must be, where `errors` points; or its Idempotency-Key was used for another request";
    case 429: return "too often, or too much at once: wait";
    case 431: return "its headers are longer than this takes";
    case 500: return "something has failed here";
    case 503: return "not just now: wait, and repeat it with the same Idempotency-Key";
  }
  return "why not";
}

Route refusing(std::initializer_list<Kind> kinds, Route r) {
  AllNoted::house().change(r, [&](Noted& noted) { noted.refuses.insert(kinds); });
  return r;
}

Route never_refusing(std::initializer_list<Kind> kinds, Route r) {
  AllNoted::house().change(r, [&](Noted& noted) { noted.never.insert(kinds); });
  return r;
}

void note_refusals(const std::vector<Rule>& of_context, const Routes& routes) {
  std::set<Kind> kinds;
  for (const auto& rule : of_context)
    if (is_in(of_commands, rule.kind)) kinds.insert(rule.kind);
  for (const auto& route : routes) AllNoted::house().change(route, [&](Noted& noted) { noted.of_context = kinds; });
}

}  // namespace millrace
