// Years of a business in minutes: appends what its visitors and members would have said to the journal of a stopped server, as the owner of
// its partition would have written it (facts, sealed texts, chain, segments). `tests/bench/corpus` makes the directory, the business and
// its members through the server's own front door, and starts this. The same seed says the same, in the same order, spread in the same way
// over the time that is given; ids begin with times, keys and nonces are of each run. Options are in the table below. Prints one line.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <deque>
#include <fstream>
#include <functional>
#include <map>

#include "commands/desk/ticket/asks.hpp"
#include "commands/inbox/conversation/asks.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/message/asks.hpp"
#include "commands/inbox/read_marker/asks.hpp"
#include "commands/later/asks.hpp"
#include "tests/bench/corpus_owner.hpp"

using namespace millrace;
using bench::Chance;
using bench::CorpusOwner;
using bench::Language;
using bench::languages;
using bench::said_in;
using bench::Speaker;

namespace {

constexpr std::size_t talks_at_once = 400;
constexpr std::size_t open_ones_named = 1000;          // in the file --conversations-to

struct Options {
  std::filesystem::path data, conversations_to;
  Uuid business, widget;
  std::vector<std::pair<Id<Member>, Uuid>> members;    // and their accounts
  std::int64_t messages = 1'000'000, conversations = 100'000, seed = 1;
  Time since, until;
};

struct Talk {
  Id<Customer> customer;
  Id<Conversation> id;
  const Language* language = nullptr;
  std::size_t member = 0;                              // whose it becomes
  std::int64_t left = 0, no = 0;                       // messages to come; the number of the newest
  std::int64_t version = 0, marker_version = 0;
  bool assigned = false;
};

class Corpus {
 public:
  explicit Corpus(const Options& o)
      : o_(o), chance_(o.seed), owner_(o.data, o.business, chance_), talks_left_(o.conversations), messages_left_(o.messages) {}

  void write() {
    long_ = begun(std::clamp<std::int64_t>(o_.messages / 100, 1, 20'000));   // one thread is as long as any
    while (messages_left_ > 0) {
      if (long_.left > 0 && chance_.below(static_cast<std::size_t>(messages_left_)) < static_cast<std::size_t>(long_.left)) {
        say(long_);
        continue;
      }
      while (going_on_.size() < talks_at_once && talks_left_ > 0) going_on_.push_back(begun(next_length()));
      auto& talk = going_on_[chance_.below(going_on_.size())];
      say(talk);
      if (talk.left > 0) continue;
      finish(talk);
      std::swap(talk, going_on_.back());
      going_on_.pop_back();
    }
  }
  void tell() const {
    std::ofstream file{o_.conversations_to};
    file << to_string(long_.id) << '\n';
    for (const auto& id : open_) file << to_string(id) << '\n';
  }
  std::string figures() const {
    return fmt::format("events={} records={} messages={} conversations={} customers={} tickets={} bytes={}", owner_.facts(), owner_.records(),
                       o_.messages - messages_left_, o_.conversations - talks_left_, customers_, tickets_, owner_.bytes());
  }
  std::int64_t events() const { return owner_.facts(); }

 private:
  using Fact = CorpusOwner::Said;

  // Messages that no talk going on is to bring; each talk to come has at least one.
  std::int64_t unplanned() const {
    auto planned = long_.left;
    for (const auto& t : going_on_) planned += t.left;
    return messages_left_ - planned;
  }
  std::int64_t next_length() {
    const auto rest = unplanned();
    if (talks_left_ == 1) return rest;
    return std::min(rest - talks_left_ + 1, chance_.length(static_cast<double>(rest) / static_cast<double>(talks_left_)));
  }
  Time due() const {
    const auto share = static_cast<double>(o_.messages - messages_left_) / static_cast<double>(o_.messages);
    return o_.since + Duration{static_cast<std::int64_t>(share * static_cast<double>((o_.until - o_.since).count()))};
  }
  Speaker member(std::size_t n) const { return {{PrincipalKind::user, o_.members[n].second}, o_.members[n].first.value}; }

  Talk begun(std::int64_t messages) {
    Talk t;
    t.left = messages;
    t.member = chance_.below(o_.members.size());
    owner_.pass(due());
    const bool returns = !gone_.empty() && chance_.in_100(20);
    if (returns) {
      auto& back = gone_[chance_.below(gone_.size())];
      t.customer = back.customer;
      t.language = back.language;
      owner_.know_key(back.customer.value, back.key);
      std::swap(back, gone_.back());
      gone_.pop_back();
    } else {
      t.customer = owner_.fresh<Customer>();
      t.language = &chance_.one_of(languages());
      come(t);
    }
    --talks_left_;
    return t;
  }
  void come(const Talk& t) {
    customer::Created created{t.customer, customer::CameBy::visitor};
    if (chance_.in_100(80)) created.name = about(t.customer, fmt::format("{} {}", chance_.one_of(t.language->names), ++customers_));
    else ++customers_;
    if (chance_.in_100(60)) created.email = about(t.customer, fmt::format("customer{}@example.{}", customers_, customers_ % 3 ? "org" : "com"));
    owner_.commit(customer::RegisterVisitor::wire, {}, t.customer.value, 1, {{AnyFact::of(std::move(created)), 1}});
  }

  void say(Talk& t) {
    owner_.pass(due());
    const bool by_customer = t.no == 0 || chance_.in_100(50);
    if (!by_customer && !t.assigned) assign(t);
    const auto id = owner_.fresh<Message>();
    std::vector<Fact> facts;
    if (t.no == 0) {
      t.id = owner_.fresh<Conversation>();
      facts.push_back({AnyFact::of(conversation::Opened{t.id, t.customer, Id<ChannelAccount>{o_.widget}, Channel::widget}), ++t.version});
    }
    message::Appended said{id, t.id, t.customer, ++t.no, message::Author::customer, {}, {}, message::Kind::reply,
                           about(t.customer, said_in(*t.language, chance_))};
    --t.left;
    --messages_left_;
    if (by_customer) {
      facts.push_back({AnyFact::of(std::move(said)), 1});
      owner_.commit(message::Receive::wire, {{PrincipalKind::visitor, t.customer.value}, {}}, id.value, 1, std::move(facts));
      return;
    }
    said.author = message::Author::agent;
    said.member_id = o_.members[t.member].first;
    if (chance_.in_100(5)) said.kind = message::Kind::note;
    facts.push_back({AnyFact::of(std::move(said)), 1});
    const auto reader = o_.members[t.member].first;
    facts.push_back({AnyFact::of(read_marker::Moved{read_marker_of(t.id, reader), t.id, reader, t.no}), ++t.marker_version});
    owner_.commit(message::Send::wire, member(t.member), id.value, 1, std::move(facts));
  }
  void assign(Talk& t) {
    t.assigned = true;
    owner_.commit(conversation::Assign::wire, member(0), t.id.value, t.version + 1,
                  {{AnyFact::of(conversation::Assigned{t.id, {}, o_.members[t.member].first}), t.version + 1}});
    ++t.version;
    owner_.pass({});
  }

  // As the desk leaves it: tagged, perhaps with a ticket; most are closed, some of the last days are resolved, others stay open.
  void finish(Talk& t) {
    if (chance_.in_100(20)) tag(t);
    if (chance_.in_100(5)) open_ticket(t);
    const auto assigned = t.assigned ? std::optional{o_.members[t.member].first} : std::nullopt;
    owner_.pass({});
    if (chance_.in_100(70)) {
      owner_.commit(conversation::ChangeStatus::wire, member(t.member), t.id.value, t.version + 1,
                    {{AnyFact::of(conversation::Closed{t.id, assigned}), t.version + 1}});
      gone_.push_back({t.customer, t.language, *owner_.known_key(t.customer.value)});
    } else if (owner_.now() > o_.until - conversation::resolved_lasts / 2 && chance_.in_100(50)) {   // their timers are to come
      owner_.commit(conversation::ChangeStatus::wire, member(t.member), t.id.value, t.version + 1,
                    {{AnyFact::of(conversation::Resolved{t.id, assigned}), t.version + 1},
                     {timer(owner_.now() + conversation::resolved_lasts, conversation::Close{t.id}), 1}});
    } else {
      if (open_.size() == open_ones_named) open_.pop_front();
      open_.push_back(t.id);
    }
    owner_.forget_key(t.customer.value);
  }
  void tag(Talk& t) {
    static const std::vector<std::string> tags{"vip", "refund", "shipping", "Rückgabe", "facture", "complaint"};
    const auto& one = chance_.one_of(tags);
    owner_.pass({});
    owner_.commit(conversation::Tag::wire, member(t.member), t.id.value, t.version + 1,
                  {{AnyFact::of(conversation::Tagged{t.id, {one}, {one}, {}}), t.version + 1}});
    ++t.version;
  }
  // Opened and answered, so that no clock runs: else a start would have years of timers to fire.
  void open_ticket(const Talk& t) {
    owner_.pass({});
    const auto id = owner_.fresh<Ticket>();
    const auto who = o_.members[t.member].first;
    const auto priority = static_cast<ticket::Priority>(chance_.below(4));
    const Time due = owner_.now() + ticket::first_response_within(priority);
    const ticket::BreachClock breach{id, ticket::Clock::first_response, due};
    owner_.commit(ticket::Open::wire, member(t.member), id.value, 2,
                  {{AnyFact::of(ticket::Opened{id, ++tickets_, t.customer, who, about(t.customer, said_in(*t.language, chance_)), {}, priority}), 1},
                   {AnyFact::of(ticket::ClockStarted{id, ticket::Clock::first_response, due}), 2},
                   {timer(ticket::first_response_timer, due, breach), 1}});
    owner_.pass({});
    ticket::Commented answer{id, owner_.fresh<TicketComment>(), 1, who, false, true, about(t.customer, said_in(*t.language, chance_))};
    owner_.commit(ticket::Comment::wire, member(t.member), id.value, 4,
                  {{AnyFact::of(std::move(answer)), 3},
                   {AnyFact::of(ticket::ClockStopped{id, ticket::Clock::first_response, true}), 4},
                   {cancel(ticket::first_response_timer, id), 2}});
  }

  struct Gone { Id<Customer> customer; const Language* language; Uuid key; };   // and may come back: nothing of theirs is open

  const Options& o_;
  Chance chance_;
  CorpusOwner owner_;
  std::vector<Talk> going_on_;
  Talk long_;
  std::vector<Gone> gone_;
  std::deque<Id<Conversation>> open_;
  std::int64_t talks_left_, messages_left_, customers_ = 0, tickets_ = 0;
};

Uuid uuid(const std::string& text) {
  const auto id = parse_uuid(text);
  if (!id) throw std::runtime_error("no UUID: " + text);
  return *id;
}

Options options(int argc, char** argv) {
  Options o;
  const std::map<std::string_view, std::function<void(const std::string&)>> known{
      {"--data", [&](const auto& text) { o.data = text; }},                          // of the stopped server
      {"--business", [&](const auto& text) { o.business = uuid(text); }},
      {"--widget", [&](const auto& text) { o.widget = uuid(text); }},                // of that business
      {"--member", [&](const auto& text) { o.members.push_back({{uuid(text.substr(0, 36))}, uuid(text.substr(37))}); }},   // ID:ACCOUNT, each
      {"--messages", [&](const auto& text) { o.messages = std::stoll(text); }},
      {"--conversations", [&](const auto& text) { o.conversations = std::stoll(text); }},
      {"--conversations-to", [&](const auto& text) { o.conversations_to = text; }},  // a file: the longest one, then some open ones
      {"--seed", [&](const auto& text) { o.seed = std::stoll(text); }},
      {"--since", [&](const auto& text) { o.since = at_micros(std::stoll(text)); }}, // microseconds of Unix time: of the first message, and the last
      {"--until", [&](const auto& text) { o.until = at_micros(std::stoll(text)); }}};
  for (int n = 1; n < argc; n += 2) {
    const auto found = known.find(argv[n]);
    if (found == known.end() || n + 1 == argc) throw std::runtime_error("unknown option, or one without a value: " + std::string(argv[n]));
    found->second(argv[n + 1]);
  }
  if (o.members.empty() || o.conversations < 2 || o.messages < 2 * o.conversations || o.until <= o.since)
    throw std::runtime_error("it takes a member, two conversations, twice as many messages, and a time that passes");
  return o;
}

}  // namespace

int main(int argc, char** argv) try {
  const auto o = options(argc, argv);
  const auto begin = std::chrono::steady_clock::now();
  std::string figures;
  std::int64_t events;
  {
    Corpus corpus{o};
    corpus.write();
    if (!o.conversations_to.empty()) corpus.tell();
    figures = corpus.figures();
    events = corpus.events();
  }                                                    // and all of it is on the disk
  const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  fmt::print("corpus: {} seconds={:.1f} events_per_s={:.0f}\n", figures, took, static_cast<double>(events) / took);
} catch (const std::exception& e) {
  fmt::print(stderr, "bench_corpus: {}\n", e.what());
  return 1;
}
