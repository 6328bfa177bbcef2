#include "infra/runtime/gateway.hpp"

#include <algorithm>

#include "gateways/core/batch.hpp"
#include "gateways/core/browser.hpp"
#include "gateways/core/conditional.hpp"
#include "gateways/core/dialect.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/history.hpp"
#include "gateways/core/search.hpp"
#include "gateways/operations/telemetry.hpp"
#include "schemas/json/node.hpp"

namespace millrace {

namespace {
constexpr int handoff_wait_ms = 10'000, settle_wait_ms = 5'000;
constexpr std::size_t uses_remembered = 8192;
constexpr int tries_for_one = 10;

// Whose turn it is in the pool of reads: everybody's own. Whom a business knows goes before those who have only come by.
Asker asker_of(const Call& call) {
  const bool nobody = call.principal.kind == PrincipalKind::anybody;
  const auto person = nobody ? call.address : std::string(call.principal.id.raw());
  const bool known = call.principal.kind == PrincipalKind::user || call.principal.kind == PrincipalKind::api_key;
  return {person, person, known};
}

Response list_problem(const ListError& error) {
  using Kind = ListError::Kind;
  switch (error.kind) {
    case Kind::unknown_filter: return problem(rule::unknown_filter, error.detail);
    case Kind::bad_filter: return problem(rule::bad_filter, error.detail);
    case Kind::unknown_sort: return problem(rule::unknown_sort, error.detail);
    case Kind::bad_cursor: return problem(rule::bad_cursor, error.detail);
    case Kind::bad_limit: return problem(rule::list_limit, error.detail);
    case Kind::behind: return unavailable(rule::position_not_reached, error.detail, error.retry_after_s);
    case Kind::away: return unavailable(rule::postgres_away, error.detail, error.retry_after_s);
    case Kind::building: return unavailable(rule::search_building, error.detail, error.retry_after_s);
    case Kind::busy: return wait_first(rule::too_many_at_once, std::chrono::seconds{error.retry_after_s});
    case Kind::parked: return unavailable(rule::projection_parked, error.detail, error.retry_after_s);
  }
  return problem(rule::internal);
}

// What was asked for is read by routes alone, and built anew: so far it has come.
Response catching_up(const CatchingUp& view) {
  auto response = problem(rule::projection_catching_up, view.what(), {}, {{"records_read", view.read}, {"records", view.records}});
  response.headers.emplace_back("Retry-After", "5");
  return response;
}

Response too_many(InFlight::Full full) {
  if (full == InFlight::Full::all) return unavailable(rule::requests_busy);
  return unavailable(rule::too_many_at_once, full == InFlight::Full::person ? "So many of this caller's are not answered yet."
                                                                            : "So many of this business's are not answered yet.");
}

// Where somebody without a token makes things.
std::string place_of(const Arrived& here) { return here.route->pattern + std::string(here.call.tenant.raw()) + here.call.address; }
// Something was made by it, or a password hashed for an address that is taken.
bool has_cost(const Route& route, const Response& response) {
  const bool repeat = std::any_of(response.headers.begin(), response.headers.end(), [](const auto& h) { return h.first == "Idempotent-Replayed"; });
  return (response.status == route.command()->status && !repeat) || (route.command()->whose_password && response.status == 409);
}

// Replies that come from any thread and in any order: `all` hears them once the last one has come.
std::vector<HttpServer::Reply> together(std::size_t count, std::function<void(std::vector<Response>)> all) {
  struct Joining {
    std::vector<Response> answers;
    std::atomic<std::size_t> open;
    std::function<void(std::vector<Response>)> all;
  };
  const auto joining = std::make_shared<Joining>(std::vector<Response>(count), count, std::move(all));
  std::vector<HttpServer::Reply> replies;
  for (std::size_t n = 0; n < count; ++n)
    replies.push_back([joining, n](Response response) {
      joining->answers[n] = std::move(response);
      if (--joining->open == 0) joining->all(std::move(joining->answers));
    });
  return replies;
}
}  // namespace

Gateway::Gateway(const House& house, const Services& services, RunningMill& mill, Lists* lists, Routes pages, Metrics& metrics,
                 int anonymous_a_minute, QuotaOptions quotas, Spans* spans, Duration patience)
    : house_(house), pages_(std::move(pages)), routes_({&house.routes, &pages_}), services_(services), mill_(mill), lists_(lists), metrics_(metrics), spans_(spans),
      patience_(patience), paced_(anonymous_a_minute), tried_(anonymous_a_minute * tries_for_one), quotas_(quotas), passwords_(services.now) {
  noted_.emplace(services_.now, [this](const seen::Minute& minute) { tell_of_reads(minute); });
  metrics_.gauge("millrace_passwords_waiting", "Passwords that wait to be checked or hashed", [this] { return double(passwords_.waiting()); });
  metrics_.gauge("millrace_asked_outside", "Requests that other servers are asked for", [this] { return double(outside_.entered()); });
  metrics_.gauge("millrace_reads_waiting", "Requests that wait for a position or a handoff", [this] { return double(reads_.entered()); });
}

Gateway::~Gateway() {
  noted_->stop();
  forwarder_.reset();
  mill_.stop_answering();                              // which may give the pools something to do
  reads_.join();                                       // and so may who has been held
  passwords_.join();
  outside_.join();
  reads_.join();
  mill_.stop_answering();                              // and what they have asked
  reads_.join();
}

std::size_t Gateway::body_limit(const Request& request) const {
  const auto* route = routes_.find(request.method, request.path);
  return (route ? route->limits : RouteLimits{}).body_bytes;
}

void Gateway::handle(std::shared_ptr<const Request> request, Reply reply) {
  auto found = routes_.match(request->method, request->path);
  if (is_for_every_site(found))
    reply = [reply = std::move(reply)](Response response) {
      open_to_every_site(response);
      reply(std::move(response));
    };
  if (!found.route) return reply(no_route(found, *request));
  if (const auto* page = found.route->page()) return reply(shown(*page, *request));
  if (const auto* dialect = dialect_of(found.route->media))
    reply = [dialect, reply = std::move(reply)](Response response) { reply(dialect->told(std::move(response))); };
  if (auto no = knock(*request)) return reply(std::move(*no));
  if (found.route->leads_on && request->header(forwarded_header).empty())
    reply = [this, request, route = found.route, reply = std::move(reply)](Response response) {
      reply(prefers_json(request->header("accept")) ? std::move(response) : route->leads_on(services_, *request, std::move(response)));
    };
  if (keeps_cookies(*request)) reply = [this, reply = std::move(reply)](Response response) { reply(to_browser(services_, std::move(response))); };
  if (!found.route->leads_on) {
    auto from = from_browser(services_, std::move(request));
    if (auto* no = std::get_if<Response>(&from)) return reply(std::move(*no));
    request = std::get<std::shared_ptr<const Request>>(std::move(from));
  }
  auto arrived = arrive(std::move(found), services_, std::move(request));
  if (auto* response = std::get_if<Response>(&arrived)) return reply(std::move(*response));
  auto here = std::make_shared<Arrived>(std::move(std::get<Arrived>(arrived)));
  auto [refused, headers] = charge_quotas(here->call);
  reply = [headers = std::move(headers), reply = std::move(reply)](Response response) {
    response.headers.insert(response.headers.end(), headers.begin(), headers.end());
    reply(std::move(response));
  };
  if (refused) return reply(std::move(*refused));
  const auto place = std::make_shared<InFlight::Place>(in_flight_, here->call.principal, here->call.tenant);
  reply = [reply = std::move(reply), here, place, began = metrics_.now(), wall = spans_ ? std::chrono::system_clock::now() : decltype(Span::began){}, this](Response response) {
    place->release();
    noted_->note(here->call, response.status);
    metrics_.request(here->route->method, here->route->pattern, response.status, began);
    if (response.status >= 500) went_wrong(here->call, response);
    if (spans_) spans_->keep({here->call.trace, here->call.parent_span, here->route->method, here->route->pattern, response.status, wall, std::chrono::system_clock::now()});
    reply(std::move(response));
  };
  if (const auto full = in_flight_.enter(*place); full != InFlight::Full::no) return reply(too_many(full));
  guarded(here->call.trace, reply, [&] {
    if (here->route->command()) command(std::move(here), reply);
    else if (here->route->batch()) batch(std::move(here), *place, reply);
    else if (here->route->webhook()) webhook(std::move(here), reply);
    else read(std::move(here), reply);
  });
}

// Beside the request that has brought the token: it does not wait. What is not told now is told at the next use.
void Gateway::token_used(const Services::SignedIn& who, std::string_view token) {
  if (who.refresh <= 1) return;                          // there is no token before it
  {
    const std::lock_guard lock{used_mutex_};
    if (used_.size() >= uses_remembered) used_.clear();
    auto& told = used_[who.session];
    if (told >= who.refresh) return;
    told = who.refresh;
  }
  const auto again = [this, who] {
    const std::lock_guard lock{used_mutex_};
    used_.erase(who.session);
  };
  auto request = house_.first_use(*mill_.snapshot(), who.session, who.refresh);
  if (!request) return;
  request->headers.emplace_back("authorization", "Bearer " + std::string(token));
  handle(std::make_shared<Request>(std::move(*request)), [again](const Response& response) {
    if (response.status >= 500 || response.status == 429) again();
  });
}

std::optional<Services::KeyHolder> Gateway::key_holder(std::string_view text) const {
  return house_.api_keys ? house_.api_keys->holder(*mill_.snapshot(), text, services_.now()) : std::nullopt;
}

// The same of an API key: one process says so once a minute at most until it is known.
void Gateway::key_used(const Services::KeyHolder& key, std::string_view text) {
  if (key.use_noted) return;
  {
    const std::lock_guard lock{used_mutex_};
    if (keys_used_.size() >= uses_remembered) keys_used_.clear();
    auto& told = keys_used_[key.key];
    if (services_.now() - told < std::chrono::minutes{1}) return;
    told = services_.now();
  }
  auto request = house_.api_keys->use(key);
  request.headers.emplace_back("authorization", "Bearer " + std::string(text));
  handle(std::make_shared<Request>(std::move(request)), [](const Response&) {});
}

// Whoever looks after the house is told what was answered instead of what was asked for.
void Gateway::went_wrong(const Call& call, const Response& response) {
  if (!services_.telemetry) return;
  const Document problem{response.body};
  const auto type = problem.fault() == Document::Fault::none && problem.root().kind() == Node::Kind::object ? problem.root().find("type") : std::nullopt;
  const bool named = type && type->kind() == Node::Kind::text;
  services_.telemetry->take({operations::Trouble::answer, named ? std::string(type->text()) : std::to_string(response.status),
                             call.route->method + ' ' + call.route->pattern, trace_id(call.trace.trace)}, services_.now());
}

// The one place where what goes wrong with a request becomes an answer.
void Gateway::guarded(const TraceContext& trace, const Reply& reply, const std::function<void()>& what) {
  try {
    what();
  } catch (const CatchingUp& e) {
    reply(catching_up(e));
  } catch (const FoldParked& e) {
    reply(unavailable(rule::projection_parked, e.what(), 60));
  } catch (const HistoryTooLong&) {
    reply(unavailable(rule::as_of_too_long));
  } catch (const HistoryUnreadable&) {
    reply(unavailable(rule::events_unreadable, {}, 5));
  } catch (const std::exception& e) {
    metrics_.log_error(e.what(), trace);
    reply(problem(rule::internal, "The log of the server says more, under trace_id " + trace_id(trace.trace) + "."));
  }
}

// A command of a partition that another process owns goes there; what has come from there goes no further.
bool Gateway::forward(const Call& call, const Reply& reply) {
  const auto endpoint = mill_.owner_elsewhere(partition_of(call.tenant));
  if (endpoint.empty() || call.forwarded) return false;
  const bool of_one = call.principal.kind == PrincipalKind::visitor || call.principal.kind == PrincipalKind::api_key;
  const auto* webhook = call.route->webhook();
  forwarder().forward(endpoint, *call.request, {call.principal, call.session, of_one ? call.tenant : Uuid{}, call.address}, reply,
                      webhook                ? webhook->headers
                      : call.route->leads_on ? std::vector<std::string_view>{"cookie", "user-agent"}
                                             : std::vector<std::string_view>{});
  return true;
}

Forwarder& Gateway::forwarder() {
  std::call_once(others_, [this] { forwarder_ = std::make_unique<Forwarder>(services_); });
  return *forwarder_;
}

// Where that business is decided for.
void Gateway::tell_of_reads(const seen::Minute& minute) {
  auto request = seen::request(services_, minute);
  const auto heard = [this, minute](const Response& response) {
    if (response.status == 503 && noted_->keep(minute)) return;   // and tells of it again, unless this is the end
    if (response.status / 100 != 2) metrics_.log_error(fmt::format("what somebody has looked at was not noted: {}", response.status));
  };
  const auto endpoint = mill_.owner_elsewhere(partition_of(minute.business));
  if (endpoint.empty()) handle(std::make_shared<Request>(std::move(request)), heard);
  else forwarder().forward(endpoint, request, minute.who, heard);
}

// What another process has passed on has been counted there, and what the house asks itself is nobody's doing.
std::optional<Response> Gateway::knock(const Request& request) {
  if (request.peer.empty() || (!request.header(forwarded_header).empty() && forwarded_caller(services_, request))) return {};
  const std::lock_guard lock{paced_mutex_};
  return quotas_.knock(request.peer, services_.now());
}

Quotas::Standing Gateway::charge_quotas(const Call& call) {
  if (call.forwarded || call.address.empty()) return {};
  const std::lock_guard lock{paced_mutex_};
  return quotas_.take(call, call.per_minute, services_.now());
}

std::optional<Response> Gateway::too_often(Rate& rate, const std::string& key) {
  const std::lock_guard lock{paced_mutex_};
  const auto wait = rate.take(key, services_.now());
  if (wait) return wait_first(rule::too_often, *wait);
  return {};
}

// What nobody has to be known for is bounded by where it comes from: what is made, and hashed in vain. Who is a little ahead of its pace is
// held, which is felt less by people who share an address than by who asks for thousands. Whatever else it comes to is given back, so that those who
// share an address lose nothing by it; and a repeat is answered however much has been made.
void Gateway::in_its_turn(std::shared_ptr<Arrived> here, Reply reply) {
  auto key = place_of(*here);
  const auto turn = [&] {
    const std::lock_guard lock{paced_mutex_};
    return paced_.book(key, services_.now(), patience_);
  }();
  if (!turn.mine) {
    if (here->route->command()->keyless) return reply(wait_first(rule::too_often, turn.wait));
    here->makes_nothing_for = turn.wait;
    return carry_out(std::move(here), std::move(reply));
  }
  reply = [this, route = here->route, key = std::move(key), reply = std::move(reply)](Response response) {
    if (!has_cost(*route, response)) {
      const std::lock_guard lock{paced_mutex_};
      paced_.give_back(key);
    }
    reply(std::move(response));
  };
  if (turn.wait == Duration{}) return carry_out(std::move(here), std::move(reply));
  const auto share = share_of_waiters(here->call);
  if (!share) return reply(wait_first(rule::too_often, turn.wait));
  reads_.post_after(turn.wait, asker_of(here->call), [this, here, share, reply] { guarded(here->call.trace, reply, [&] { carry_out(here, reply); }); });
}

// One of those that a caller may have waiting at a time, for as long as it is held; null: there are no more.
std::shared_ptr<void> Gateway::share_of_waiters(const Call& call) {
  const auto who = asker_of(call);
  if (reads_.enter(who) != FairPool::Room::yes) return {};
  return {this, [this, who](void*) { reads_.leave(who); }};
}

void Gateway::command(std::shared_ptr<Arrived> here, Reply reply) {
  const bool for_anybody = here->route->limits.by_address && here->call.principal.kind == PrincipalKind::anybody;
  if (for_anybody && !here->call.forwarded)
    if (auto no = too_often(tried_, place_of(*here))) return reply(std::move(*no));
  if (forward(here->call, reply)) return;
  if (for_anybody) in_its_turn(std::move(here), std::move(reply));
  else carry_out(std::move(here), std::move(reply));
}

void Gateway::carry_out(std::shared_ptr<Arrived> here, Reply reply) {
  const auto& route = *here->route->command();
  if (route.whose_password) return check_password(std::move(here), std::move(reply));
  if (here->route->calls_out) return call_out(here, reply, [this, here, reply] { submit(here, mill_.snapshot().get(), reply); });
  if (!route.prepare) {
    if (here->call.session.nil()) return submit(std::move(here), nullptr, std::move(reply));
    const auto reader = mill_.snapshot();
    return submit(std::move(here), reader.get(), std::move(reply));
  }
  if (route.awaits_handoffs) {
    const auto share = share_of_waiters(here->call);
    if (!share) return reply(wait_first(rule::too_many_at_once, std::chrono::seconds{1}));
    reply = [share, reply = std::move(reply)](Response response) { reply(std::move(response)); };
  }
  // What `prepare` looks up must be as new as anything that has been answered.
  mill_.when_settled(partition_of(here->call.tenant), [this, here, reply](bool) {
    reads_.post(asker_of(here->call), [this, here, reply] {
      guarded(here->call.trace, reply, [&] { submit(here, mill_.snapshot().get(), reply); });
    });
  });
}

// On threads of its own, for it may wait long.
void Gateway::call_out(const std::shared_ptr<Arrived>& here, const Reply& reply, std::function<void()> what) {
  const Asker who{here->call.address, here->call.address};
  if (outside_.enter(who) != FairPool::Room::yes) return reply(unavailable(rule::too_many_at_once));
  mill_.when_settled(partition_of(here->call.tenant), [this, who, here, reply, what = std::move(what)](bool) {
    outside_.post(who, [this, who, here, reply, what] {
      guarded(here->call.trace, reply, what);
      outside_.leave(who);
    });
  });
}

// Each of them is a command like any other, and counts as one; who has asked hears when all have been decided.
void Gateway::batch(std::shared_ptr<Arrived> here, InFlight::Place& place, Reply reply) {
  if (forward(here->call, reply)) return;
  const auto reader = mill_.snapshot();
  if (auto no = revoked(here->call, *reader)) return reply(std::move(*no));
  auto each = each_of(*here);
  if (auto* no = std::get_if<Response>(&each)) return reply(std::move(*no));
  const auto& all = std::get<std::vector<Arrived>>(each);
  if (const auto full = in_flight_.enter(place, all.size() - 1); full != InFlight::Full::no) return reply(too_many(full));
  const auto replies = together(all.size(), [all, reply](const std::vector<Response>& answers) { reply(batch_answer(all, answers)); });
  for (std::size_t n = 0; n < all.size(); ++n)
    guarded(here->call.trace, replies[n], [&] { submit(std::make_shared<Arrived>(all[n]), reader.get(), replies[n]); });
}

// The same, in turn.
void Gateway::check_password(std::shared_ptr<Arrived> here, Reply reply) {
  const auto& route = *here->route->command();
  const auto what = route.tries_password ? Passwords::What::tried : Passwords::What::made;
  const auto whose = route.whose_password(here->call);
  auto entered = passwords_.enter(route.from_anywhere ? whose : here->call.address, whose, what);
  if (auto* no = std::get_if<Response>(&entered)) return reply(std::move(*no));
  mill_.when_settled(partition_of(here->call.tenant), [this, here, reply, what, who = std::get<Asker>(entered)](bool) {
    passwords_.take_turn(who, what, [this, here, reply] {
      guarded(here->call.trace, reply, [&] { submit(here, mill_.snapshot().get(), reply); });
      return here->call.password_right;
    }, reply);
  });
}

// On the caller's thread: a signature costs less than a trip through a pool. What it tells is worked on once it is in the journal.
void Gateway::webhook(std::shared_ptr<Arrived> here, Reply reply) {
  auto told = told_commands(*here, *mill_.snapshot());
  if (auto* response = std::get_if<Response>(&told)) return reply(std::move(*response));
  if (forward(here->call, reply)) return;
  auto& [commands, answer] = std::get<ToldCommands>(told);
  if (commands.empty()) return reply(std::move(answer));
  struct Waiting {
    std::mutex mutex;
    std::size_t left;
    Response answer;
  };
  const auto waiting = std::make_shared<Waiting>();
  waiting->left = commands.size();
  waiting->answer = std::move(answer);
  for (auto& command : commands)
    mill_.submit(std::move(command), [waiting, reply](Outcome outcome) {
      const bool kept = std::holds_alternative<Done>(outcome) || std::holds_alternative<Known>(outcome);
      {
        const std::lock_guard lock{waiting->mutex};
        if (!kept) waiting->answer = refusal(outcome);
        if (--waiting->left > 0) return;
      }
      reply(std::move(waiting->answer));
    });
}

std::optional<Response> Gateway::revoked(const Call& call, const Reader& reader) const {
  if (call.route->scope == Scope::house) return {};      // of what was done before
  if (call.principal.kind == PrincipalKind::api_key) {
    if (!house_.api_keys || house_.api_keys->live(reader, call.tenant, call.session)) return {};
    return key_refused();
  }
  if (call.session.nil() || !house_.session_live || house_.session_live(reader, call.session)) return {};
  auto response = problem(rule::session_over);
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

bool Gateway::signed_in_otherwise(const Arrived& here, const Reader& reader) const {
  const auto& call = here.call;
  return here.route->scope == Scope::business && house_.signed_in_otherwise && house_.signed_in_otherwise(call.principal, call.session, call.tenant, reader);
}

// Who may not do it at all hears that.
std::optional<Response> Gateway::shown_too_little(Arrived& here, const Reader& reader) const {
  const auto& call = here.call;
  if (call.principal.kind != PrincipalKind::user || call.session.nil()) return {};
  if (here.route->scope == Scope::business && house_.lacks_factor && house_.lacks_factor(call.principal, call.tenant, reader))
    return problem(rule::enrolment_required);
  if (signed_in_otherwise(here, reader)) return problem(rule::other_sign_in_required);
  if (!here.route->dangerous || !house_.session_fresh || house_.session_fresh(reader, call.session, services_.now())) return {};
  if (auto no = authorise(here, reader)) return no;
  return problem(rule::step_up_required);
}

void Gateway::submit(std::shared_ptr<Arrived> here, const Reader* reader, Reply reply) {
  if (reader) {
    if (auto no = revoked(here->call, *reader)) return reply(std::move(*no));
    if (auto no = shown_too_little(*here, *reader)) return reply(std::move(*no));
  }
  auto command = to_command(*here, reader);
  if (auto* response = std::get_if<Response>(&command)) {
    // Who may not do it at all hears that, not what else is wrong.
    if (reader)
      if (auto no = authorise(*here, *reader)) return reply(std::move(*no));
    return reply(std::move(*response));
  }
  const auto partition = partition_of(here->call.tenant);
  auto answered = [this, here = std::move(here), partition, reply = std::move(reply)](Outcome outcome) {
    guarded(here->call.trace, reply, [&] { answer(here, partition, std::move(outcome), reply); });
  };
  // The strand only says what has become of it; the answer is made where it is sent.
  auto there = HttpServer::this_thread();
  if (!there) return mill_.submit(std::get<Command>(std::move(command)), std::move(answered));
  mill_.submit(std::get<Command>(std::move(command)), [there = std::move(there), answered = std::move(answered)](Outcome outcome) mutable {
    there([answered = std::move(answered), outcome = std::move(outcome)]() mutable { answered(std::move(outcome)); });
  });
}

void Gateway::answer(const std::shared_ptr<Arrived>& here, Partition partition, Outcome outcome, const Reply& reply) {
  if (auto* done = std::get_if<Done>(&outcome); done && done->replayed && erased(*done->record, services_.vault)) return reply(problem(rule::subject_erased));
  if (auto* done = std::get_if<Done>(&outcome)) return render(here, std::move(done->record), done->replayed, reply);
  if (const auto* known = std::get_if<Known>(&outcome)) {
    reads_.post(asker_of(here->call), [this, here, partition, offset = known->offset, reply] {
      guarded(here->call.trace, reply, [&] {
        auto record = mill_.record(partition, offset);
        if (!record) return reply(refusal(NotNow{"It has been done, but what was answered cannot be read just now."}));
        if (erased(*record, services_.vault)) return reply(problem(rule::subject_erased));
        render(here, std::move(record), true, reply);
      });
    });
    return;
  }
  if (std::holds_alternative<NotKnown>(outcome)) return reply(wait_first(rule::too_often, here->makes_nothing_for.value_or(Duration{})));
  reply(refusal(outcome));
}

void Gateway::render(const std::shared_ptr<Arrived>& here, std::shared_ptr<const Committed> record, bool replayed, const Reply& reply) {
  const auto& route = *here->route->command();
  auto response = route.render(here->call, *record);
  auto at = position(services_, record->partition, record->offset);
  if (replayed) response.headers.emplace_back("Idempotent-Replayed", "true");
  if (!route.awaits_handoffs) {
    response.headers.emplace_back("Journal-Position", std::move(at));
    if (!route.settles) return reply(std::move(response));
    // What it hands over is soon there, too; where it is not, that is no reason to wait for.
    const bool hands_over = std::any_of(record->facts.begin(), record->facts.end(), [](const auto& f) { return f.template as<later::HandoffRequested>(); });
    if (hands_over) return mill_.when_handed_over(std::move(record), settle_wait_ms, [response = std::move(response), reply](auto) { reply(response); });
    mill_.when_stored(record->partition, record->offset, settle_wait_ms, [response = std::move(response), reply](Mill::Reached) { reply(response); });
    return;
  }
  mill_.when_handed_over(std::move(record), handoff_wait_ms, [this, response = std::move(response), at, reply](auto where) mutable {
    if (!where) return reply(unavailable(rule::handoff_pending));
    for (const auto& [partition, offset] : *where) at += ',' + position(services_, partition, offset);
    response.headers.emplace_back("Journal-Position", at);
    reply(std::move(response));
  });
}

struct Gateway::Reading {
  std::shared_ptr<Arrived> here;
  std::map<Partition, Offset> positions;           // that have not been reached
  std::optional<Offset> at_least;                  // in the tenant's own partition
  Time until;
  std::shared_ptr<void> share;
  Reply reply;
};

void Gateway::read(std::shared_ptr<Arrived> here, Reply reply) {
  auto want = wanted(here->call);
  if (auto* response = std::get_if<Response>(&want)) return reply(std::move(*response));
  auto& [positions, wait_ms] = std::get<Wanted>(want);
  if (here->route->calls_out) return call_out(here, reply, [this, here, reply] { read_now(*here, reply); });
  const auto* at_once = here->route->read();
  if (positions.empty() && at_once && !at_once->slow && !asks_as_of(here->call)) return read_now(*here, reply);
  auto reading = std::make_shared<Reading>(Reading{here, std::move(positions), {}, services_.now() + std::chrono::milliseconds{wait_ms}, {}, reply});
  if (!reading->positions.empty()) {
    if (!here->call.tenant.nil()) reading->at_least = reading->positions.begin()->second;
    reading->share = share_of_waiters(here->call);
    if (!reading->share) return reply(wait_first(rule::too_many_at_once, std::chrono::seconds{1}));
  }
  read_at(std::move(reading));
}

// One position after the other, then the read.
void Gateway::read_at(std::shared_ptr<Reading> r) {
  const auto wait_ms = static_cast<int>(std::max<std::int64_t>(0, (r->until - services_.now()) / std::chrono::milliseconds{1}));
  if (r->positions.empty())
    return reads_.post(asker_of(r->here->call), [this, r, wait_ms] {
      guarded(r->here->call.trace, r->reply, [&] {
        if (r->here->route->list()) list(r->here, r->at_least, wait_ms, r->reply);
        else if (r->here->route->search()) search(r->here, r->at_least, wait_ms, r->reply);
        else read_now(*r->here, r->reply);
      });
    });
  const auto [partition, offset] = *r->positions.begin();
  r->positions.erase(r->positions.begin());
  mill_.when_stored(partition, offset, wait_ms, [this, r, partition](Mill::Reached reached) {
    if (reached == Mill::Reached::yes) return read_at(r);
    reads_.post(asker_of(r->here->call), [this, r, partition, reached] {
      guarded(r->here->call.trace, r->reply, [&] { not_reached(r, partition, reached); });
    });
  });
}

// Says so to who may know how far that partition has come. Others hear what they would hear anyway.
void Gateway::not_reached(const std::shared_ptr<Reading>& r, Partition partition, Mill::Reached reached) {
  auto& here = *r->here;
  const auto reader = mill_.snapshot();
  if (auto no = authorise(here, *reader)) return r->reply(std::move(*no));
  const auto* read = here.route->read();
  const bool own = partition == partition_of(here.call.tenant) || (read && read->belongs && read->belongs(here.call, *reader, partition));
  if (!own) return read_at(r);
  if (reached == Mill::Reached::never) {
    if (auto no = too_often(paced_, "position.unknown" + asker_of(here.call).person)) return r->reply(std::move(*no));
    return r->reply(problem(rule::position_unknown));
  }
  r->reply(unavailable(rule::position_not_reached));
}

// Whether the caller may do this in that tenant, as of the snapshot.
std::optional<Response> Gateway::authorise(Arrived& here, const Reader& reader) const {
  auto& call = here.call;
  if (auto no = revoked(call, reader)) return no;
  call.actor = house_.authorise(call.principal, call.tenant, reader);
  if (here.route->scope == Scope::business && call.actor.member_id.nil()) {
    const bool lacks = house_.lacks_factor && house_.lacks_factor(call.principal, call.tenant, reader);
    return problem(lacks ? rule::enrolment_required : rule::no_such_tenant);
  }
  if (signed_in_otherwise(here, reader)) return problem(rule::other_sign_in_required);
  if (here.route->needs && !call.actor.can.has(*here.route->needs))
    return problem(rule::permission_denied);
  return {};
}

void Gateway::read_now(Arrived& here, const Reply& reply) {
  const auto reader = mill_.snapshot();
  if (auto no = authorise(here, *reader)) return reply(std::move(*no));
  if (auto no = shown_too_little(here, *reader)) return reply(std::move(*no));
  auto [answer, offset] = answered(here.call, *reader, earlier_rows_);
  auto response = validated(std::move(answer), *here.call.request, services_.now());
  response.headers.emplace_back("Journal-Position", position(services_, partition_of(here.call.tenant), offset));
  reply(std::move(response));
}

void Gateway::list(std::shared_ptr<Arrived> here, std::optional<Offset> at_least, int wait_ms, Reply reply) {
  auto& call = here->call;
  const auto reader = mill_.snapshot();
  if (auto no = authorise(*here, *reader)) return reply(std::move(*no));
  auto parsed = list_request(call);
  if (auto* response = std::get_if<Response>(&parsed)) return reply(std::move(*response));
  auto& request = std::get<ListRequest>(parsed);
  const auto& route = *here->route->list();
  if (route.refine)
    if (auto no = route.refine(call, *reader, request)) return reply(std::move(*no));
  if (!lists_) return reply(unavailable(rule::postgres_not_configured, {}, 60));
  for (const auto& p : house_.projections)
    if (p.fold == route.view) request.projection = &p;
  request.scope = call.tenant;
  request.at_least = at_least;
  request.wait_ms = wait_ms;
  request.asker = call.principal.id;
  lists_->list(std::move(request), [this, here, reply](ListAnswer answer) {
    reads_.post(asker_of(here->call), [this, here, answer = std::move(answer), reply] { guarded(here->call.trace, reply, [&] { page(*here, answer, reply); }); });
  });
}

void Gateway::page(Arrived& here, const ListAnswer& answer, const Reply& reply) {
  if (const auto* error = std::get_if<ListError>(&answer)) return reply(list_problem(*error));
  const auto& found = std::get<ListPage>(answer);
  const auto& call = here.call;
  const auto& route = *here.route->list();
  const auto reader = mill_.snapshot();                // what is joined at read
  Response response{200, {}, {}};
  JsonWriter out{response.body};
  out.begin_object().key("items").begin_array();
  for (const auto& item : found.items) out.raw(route.item(call, *reader, item.row));
  out.end_array().key("next_cursor");
  if (found.next_cursor) out.text(*found.next_cursor);
  else out.null();
  if (found.total) out.key("total").integer(*found.total);
  if (found.moved) out.key("moved").boolean(true);
  if (route.channel) response.offset = add_live(call, route.channel(call), found.position, response.body);
  out.end_object();
  if (found.next_cursor) response.headers.emplace_back("Link", next_link(call, *found.next_cursor));
  response = validated(std::move(response), *call.request, services_.now());
  response.headers.emplace_back("Journal-Position", position(services_, partition_of(call.tenant), found.position));
  reply(std::move(response));
}

void Gateway::search(std::shared_ptr<Arrived> here, std::optional<Offset> at_least, int wait_ms, Reply reply) {
  if (auto no = authorise(*here, *mill_.snapshot())) return reply(std::move(*no));
  auto lists = lists_to_search(*here, house_.routes);
  if (auto* response = std::get_if<Response>(&lists)) return reply(std::move(*response));
  const auto& all = std::get<std::vector<Arrived>>(lists);
  const auto replies = together(all.size(), [this, here, all, reply](std::vector<Response> answers) {
    guarded(here->call.trace, reply, [&] { reply(validated(found(here->call, all, std::move(answers)), *here->call.request, services_.now())); });
  });
  for (std::size_t n = 0; n < all.size(); ++n) {
    const auto one = std::make_shared<Arrived>(all[n]);
    guarded(here->call.trace, replies[n], [&] {
      if (one->route->list()) list(one, at_least, wait_ms, replies[n]);
      else read_now(*one, replies[n]);
    });
  }
}

}  // namespace millrace
