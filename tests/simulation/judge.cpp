#include "tests/simulation/judge.hpp"

#include "tests/simulation/people.hpp"

namespace millrace::simulation {

namespace {

Uuid named(const std::string& from) {
  const auto digest = sha256(from);
  return uuid_of(raw(digest));
}

bool names(const auto& record, std::int64_t epoch, const Uuid& writer, std::int64_t seq) {
  return record.epoch == epoch && record.writer == writer && record.seq == seq;
}

std::string row_text(const RowPtr& row) { return row ? to_json(*lookup_of<Jars>().row, row.get()) : ""; }

}  // namespace

void Figures::add(const Figures& other) {
  for (auto field : {&Figures::commands, &Figures::acked, &Figures::accepted, &Figures::rejected, &Figures::refused, &Figures::replayed,
                     &Figures::handoffs, &Figures::timers, &Figures::letters, &Figures::looks, &Figures::publications})
    this->*field += other.*field;
}

Figures Judge::judge() {
  rebuilt_ = std::make_unique<LocalStore>(disk_, town_.folds, cellar().projections, Time{});
  for (const auto& asked : town_.history.asked) {
    ++figures_.commands;
    asked_[{asked.command.id, asked.command.fingerprint}] = &asked;
    for (const auto& attempt : asked.attempts)
      if (attempt.reply && attempt.reply->kind != Reply::Kind::not_now) {
        claims_.push_back({&asked, &attempt});
        figures_.refused += attempt.reply->kind != Reply::Kind::done;
      }
  }
  read_log();
  for (const auto p : town_.parts) replay(p);
  for (const auto& claim : claims_)
    if (!claim.borne_out)
      wrong("{} was answered '{}{}', which was never so between {} and {}", to_string(claim.asked->command.id), claim.attempt->reply->said,
            claim.attempt->reply->version, claim.attempt->after, claim.attempt->reply->ended);
  replies();
  letters();
  feed();
  topics();
  rebuilt();
  return figures_;
}

// The accept rule once more, and what is handed over to whom.
void Judge::read_log() {
  for (const auto p : town_.parts) {
    std::int64_t epoch = 0, seq = 0;
    Uuid writer;
    Time last{};
    Chain chain{};
    for (Offset o = 0; o < town_.log.end(p); ++o) {
      const auto& bytes = town_.log.read(p, o);
      auto record = std::get<Record>(decode(p, bytes));
      const auto* fence = std::get_if<Fence>(&record);
      auto* c = std::get_if<Commit>(&record);
      const auto* noop = std::get_if<Noop>(&record);
      const bool counts = fence ? fence->epoch > epoch : epoch > 0 && (c ? c->prev_chain : noop->prev_chain) == chain;
      if (!counts) {
        ++figures_.rejected;
        continue;
      }
      if (fence && epoch == 0) chain = genesis(fence->incarnation, p);
      if (fence) epoch = fence->epoch, writer = fence->writer, seq = 0;
      else if (++seq; !(c ? names(*c, epoch, writer, seq) : names(*noop, epoch, writer, seq))) wrong("{}/{} does not name its writer and its place", p, o);
      chain = next_chain(chain, bytes);
      const auto ts = fence ? fence->ts : c ? c->ts : noop->ts;
      if (ts <= last && !fence) wrong("log time does not move on at {}/{}", p, o);   // a fence cannot know where it lands
      last = std::max(last, ts);
      if (!c) continue;
      auto opened = open_commit(p, o, std::move(*c), town_.keys.vault);
      auto* committed = std::get_if<Committed>(&opened);
      if (!committed) {
        wrong("{}/{} cannot be opened", p, o);
        continue;
      }
      for (const auto& [subject, key] : committed->subject_keys)
        if (keys_.try_emplace({committed->commit.tenant, subject}, key).first->second != key) wrong("{}/{}: {} has two keys", p, o, to_string(subject));
      for (const auto& fact : committed->facts)
        if (const auto* e = fact.as<later::HandoffRequested>()) {
          const auto tenant = committed->commit.tenant;
          const auto from = std::string(tenant.raw()) + std::string(e->id.value.raw());
          handoffs_[named("handoff" + from)] = finishes_[named("handoff.done" + from)] = {tenant, e->id.value, e->tenant_id, e->ask};
        }
      if (!by_command_.try_emplace(committed->commit.command, Place{p, o}).second)
        wrong("duplicated: {} has been done twice, at {}/{} too", to_string(committed->commit.command), p, o);
      accepted_.emplace(Place{p, o}, std::move(*committed));
    }
  }
}

void Judge::replay(Partition p) {
  claims(p, -1);
  looks(p, -1);
  for (Offset o = 0; o < town_.log.end(p); ++o) {
    const auto& bytes = town_.log.read(p, o);
    const auto record = std::get<Record>(decode(p, bytes));
    const auto found = accepted_.find({p, o});
    auto opened = found == accepted_.end() ? nullptr : std::make_shared<const Committed>(found->second);
    const Unreadable never{{}, "the rebuild accepts what the judge rejects"};
    rebuilt_->on_record(p, o, record, bytes, opened, &never);
    const auto publications = rebuilt_->take().publications;
    if (opened) {
      const auto before = model_;
      commit(*opened);
      told(*opened, before, publications);
    }
    for (const auto& publication : publications) {
      const Document document{*publication.data};
      published_[publication.channel].emplace_back(o, text_of(document.root()));
      ++figures_.publications;
    }
    claims(p, o);
    looks(p, o);
  }
  if (!rebuilt_->commit()) wrong("the rebuild's own disk is busy");
}

void Judge::commit(const Committed& record) {
  ++figures_.accepted;
  const auto& c = record.commit;
  town_.trace.say("record", record.partition, record.offset, reply_of(record));
  if (const auto asked = asked_.find({c.command, c.fingerprint}); asked != asked_.end()) asked_by_somebody(record, *asked->second);
  else put_by_the_house(record);
  for (std::size_t n = 0; n < record.facts.size(); ++n) {
    const auto& fact = record.facts[n];
    model_.happened(c.tenant, fact);
    if (c.facts[n].version != model_.version(c.tenant, fact.stream())) wrong("{}/{}: version {}", record.partition, record.offset, c.facts[n].version);
    if (const auto* e = fact.as<later::TimerSet>()) {
      const auto from = std::string(c.tenant.raw()) + std::string(e->id.value.raw()) + std::to_string(micros(e->due));
      timers_[named("timer" + from)] = {c.tenant, e->id.value, e->due, e->ask};
    }
    if (const auto* e = fact.as<effects::Requested>()) letters_[{c.tenant, e->id.value}].repeatable = e->errand.as<Letter>()->repeatable;
    if (fact.as<guest::Invited>() || fact.as<guest::Expelled>()) guests_[{c.tenant, fact.stream()}][record.offset] = fact.as<guest::Invited>() != nullptr;
  }
  if (c.subject_version != model_.version(c.tenant, c.subject)) wrong("{}/{}: subject version {}", record.partition, record.offset, c.subject_version);
}

// Who listens hears of each thing that a record has changed, once, as it is afterwards.
void Judge::told(const Committed& record, const Model& before, const std::vector<Publication>& publications) {
  const auto& tenant = record.commit.tenant;
  std::set<std::string> due;
  const auto is = [&](const Uuid& id, bool was, std::optional<std::int64_t> level) {
    if (was || level) due.insert(level ? fmt::format("{} {}", to_string(id), *level) : to_string(id) + " gone");
  };
  const auto is_now = [&](const Uuid& id) {
    is(id, before.level(tenant, id).has_value(), model_.level(tenant, id));
    is(id, before.guest(tenant, id), model_.guest(tenant, id) ? std::optional<std::int64_t>{0} : std::nullopt);
  };
  for (const auto& fact : record.facts) {
    is_now(fact.stream());
    if (const auto* noted = fact.as<parcel::Noted>()) is_now(noted->jar_id.value), is_now(noted->by.value);
  }
  std::vector<std::string> said;
  for (const auto& publication : publications) {
    if (publication.channel != jars_channel(tenant)) continue;
    const Document document{*publication.data};
    document.root().find("changes")->elements([&](Node change) {
      const auto row = *change.find("row");
      const auto level = row.find("level");
      const bool gone = change.find("op")->text() == "delete";
      said.push_back(std::string(row.find("id")->text()) + (gone ? " gone" : fmt::format(" {}", level ? level->integer() : 0)));
    });
  }
  std::sort(said.begin(), said.end());
  if (!std::equal(said.begin(), said.end(), due.begin(), due.end()))
    wrong("{}/{} publishes [{}] and should publish [{}]", record.partition, record.offset, fmt::join(said, ", "), fmt::join(due, ", "));
}

void Judge::expect(const Committed& record, std::vector<std::string> facts) {
  std::vector<std::string> found;
  for (const auto& fact : record.facts) found.push_back(Model::text(fact));
  if (found != facts) wrong("{}/{} says [{}] and should say [{}]", record.partition, record.offset, fmt::join(found, ", "), fmt::join(facts, ", "));
}

void Judge::asked_by_somebody(const Committed& record, const Asked& asked) {
  const auto& c = record.commit;
  const auto& command = asked.command;
  if (record.offset <= asked.attempts[0].after)
    wrong("{} was asked after {} had been heard of, and lies at {}", to_string(c.command), asked.attempts[0].after, record.offset);
  if (command.if_match && *command.if_match != model_.version(c.tenant, command.ask.stream()))
    wrong("{} was to change version {} alone", to_string(c.command), *command.if_match);
  const auto who = model_.guest(c.tenant, command.principal.id) ? command.principal.id : Uuid{};
  if (c.principal != command.principal || c.member != who || c.ask != command.ask.type->wire || c.subject != command.ask.stream())
    wrong("{}/{} does not say who has asked for what", record.partition, record.offset);
  auto about_its_note = command;
  if (const auto* open = command.ask.as<ask::Open>()) {   // the note is about the jar
    auto filled = *open;
    filled.note = about(open->id, open->note);
    about_its_note.ask = AnyAsk::of(filled);
  } else if (const auto* note = command.ask.as<ask::Note>()) {
    auto filled = *note;
    filled.note = about(note->jar_id, note->note);
    about_its_note.ask = AnyAsk::of(filled);
  }
  auto verdict = model_.decide(about_its_note, c.ts);
  if (const auto* no = std::get_if<std::string>(&verdict)) wrong("{}/{} should have been refused: {}", record.partition, record.offset, *no);
  else expect(record, std::get<std::vector<std::string>>(std::move(verdict)));
  bool certain = true, done = false;
  for (const auto& attempt : asked.attempts) {
    certain = certain && attempt.reply && !attempt.reply->undecided;
    done = done || (attempt.reply && attempt.reply->kind == Reply::Kind::done);
  }
  if (certain && !done) wrong("{} heard each time that nothing will come of it, and it is at {}/{}", to_string(c.command), record.partition, record.offset);
}

void Judge::put_by_the_house(const Committed& record) {
  const auto& c = record.commit;
  Command command;
  command.tenant = c.tenant;
  command.principal.kind = PrincipalKind::system;
  if (const auto fires = timers_.find(c.command); fires != timers_.end()) {
    ++figures_.timers;
    const auto& timer = fires->second;
    // What was put before it was moved may come when it is due again.
    const auto due = model_.due(timer.tenant, timer.timer);
    if (!due) wrong("{}/{}: that timer does not wait", record.partition, record.offset);
    else if (c.ts < *due) wrong("{}/{}: a timer fires before it is due", record.partition, record.offset);
    command.ask = timer.ask;
    auto facts = std::get<std::vector<std::string>>(model_.decide(command, c.ts));
    facts.insert(facts.begin(), Model::text(AnyFact::of(later::TimerFired{{timer.timer}})));
    expect(record, std::move(facts));
  } else if (const auto handed = handoffs_.find(c.command); handed != handoffs_.end()) {
    ++figures_.handoffs;
    command.ask = handed->second.ask;
    if (c.tenant != handed->second.target) wrong("{}/{}: handed over to the wrong one", record.partition, record.offset);
    expect(record, std::get<std::vector<std::string>>(model_.decide(command, c.ts)));
  } else if (const auto finish = finishes_.find(c.command); finish != finishes_.end()) {
    auto& handoff = finish->second;
    const auto from = std::string(handoff.source.raw()) + std::string(handoff.handoff.raw());
    const auto target = by_command_.find(named("handoff" + from));
    const auto where = target == by_command_.end() ? -1 : target->second.offset;
    expect(record, {Model::text(AnyFact::of(later::HandoffDone{{handoff.handoff}, handoff.target, where}))});
    handoff.done = true;
  } else if (c.ask.starts_with("effect.")) {
    said_of_a_letter(record);
  } else {
    wrong("{}/{}: nobody has asked for {}", record.partition, record.offset, to_string(c.command));
  }
}

// Each attempt is begun once, in its turn; what is said of it is said of one that is under way or unknown, and has gone out.
void Judge::said_of_a_letter(const Committed& record) {
  const auto tenant = record.commit.tenant;
  const auto said = [&](const Uuid& id, std::int64_t no, LetterState::Is is, bool told) {
    auto& letter = letters_[{tenant, id}];
    if (letter.attempts != no || (letter.is != LetterState::Is::under_way && letter.is != LetterState::Is::unknown))
      wrong("{}/{}: something is said of attempt {} of {}, which is not awaited", record.partition, record.offset, no, to_string(id));
    const auto went = [&](const Sent& s) { return s.tenant == tenant && s.id.value == id && s.no == no; };
    if (told && std::none_of(town_.history.sent.begin(), town_.history.sent.end(), went))
      wrong("{}/{}: attempt {} of {} has a result and never went out", record.partition, record.offset, no, to_string(id));
    letter.is = is;
  };
  if (record.facts.size() > 1) wrong("{}/{} says more than one thing of a letter", record.partition, record.offset);
  for (const auto& fact : record.facts) {
    if (const auto* e = fact.as<effects::Started>()) {
      auto& letter = letters_[{tenant, e->id.value}];
      if (letter.is != LetterState::Is::waiting || e->attempt != letter.attempts + 1)
        wrong("{}/{}: attempt {} of {} is begun out of turn", record.partition, record.offset, e->attempt, to_string(e->id));
      letter = {LetterState::Is::under_way, e->attempt, letter.repeatable};
      begun_[{tenant, e->id.value, e->attempt}] = record.offset;
    } else if (const auto* e = fact.as<effects::Succeeded>()) {
      ++figures_.letters;
      said(e->id.value, e->attempt, LetterState::Is::sent, true);
    } else if (const auto* e = fact.as<effects::Failed>()) {
      said(e->id.value, e->attempt, LetterState::Is::waiting, true);
      if (!e->next_at) wrong("{}/{}: a letter is given up", record.partition, record.offset);
    } else if (const auto* e = fact.as<effects::Unknown>()) {
      said(e->id.value, e->attempt, LetterState::Is::unknown, false);
    } else if (const auto* e = fact.as<effects::Reconciled>()) {
      if (!letters_[{tenant, e->id.value}].repeatable) wrong("{}/{}: a letter that may not be sent again is", record.partition, record.offset);
      said(e->id.value, e->attempt, LetterState::Is::waiting, false);
    } else {
      wrong("{}/{} says {} of a letter", record.partition, record.offset, fact.type->wire);
    }
  }
}

// What went out: after its beginning was in the journal, each attempt once; and nobody gets a letter twice that may not be sent again.
void Judge::letters() {
  std::set<std::tuple<Uuid, Uuid, std::int64_t>> out;
  std::map<std::pair<Uuid, Uuid>, int> got;
  for (const auto& s : town_.history.sent) {
    const std::tuple attempt{s.tenant, s.id.value, s.no};
    if (!out.insert(attempt).second) wrong("duplicated: attempt {} of letter {} went out twice", s.no, to_string(s.id));
    const auto begun = begun_.find(attempt);
    if (begun == begun_.end() || begun->second >= s.end) wrong("attempt {} of letter {} went out before its beginning was in the journal", s.no, to_string(s.id));
    if (s.taken && ++got[{s.tenant, s.id.value}] > 1 && !letters_[{s.tenant, s.id.value}].repeatable)
      wrong("duplicated: letter {} came twice", to_string(s.id));
  }
  for (const auto& [about, letter] : letters_) {
    const bool done = letter.is == LetterState::Is::sent || (letter.is == LetterState::Is::unknown && !letter.repeatable);
    if (!done) wrong("letter {} is never sent", to_string(about.second));
    if (letter.is == LetterState::Is::sent && got[about] == 0) wrong("lost: letter {} is said to be sent and never came", to_string(about.second));
  }
}

// An answer must be what the rules say at some moment between asking and hearing: a refusal by its reason, and what was done is told
// to those alone who might ask for it then.
void Judge::claims(Partition p, Offset o) {
  for (auto& claim : claims_)
    if (!claim.borne_out && partition_of(claim.asked->command.tenant) == p && std::min(claim.attempt->after, claim.attempt->reply->behind.value_or(claim.attempt->after)) <= o && o < claim.attempt->reply->ended)
      claim.borne_out = holds(claim);
}

bool Judge::holds(const Claim& claim) const {
  const auto& command = claim.asked->command;
  const auto& reply = *claim.attempt->reply;
  const auto found = by_command_.find(command.id);
  const auto now = partition_of(command.tenant);
  const bool there = found != by_command_.end() && found->second.partition == now && found->second.offset < rebuilt_->next(now);
  const auto verdict = model_.decide(command, {});
  const auto* code = std::get_if<std::string>(&verdict);
  const bool shut_out = code && (*code == "tenant.not_found" || *code == "permission.denied");
  if (reply.kind == Reply::Kind::done) return !shut_out;
  if (shut_out) return *code == reply.said;
  if (reply.kind == Reply::Kind::key_reused) return there && accepted_.at(found->second).commit.fingerprint != command.fingerprint;
  if (there) return false;
  const auto version = model_.version(command.tenant, command.ask.stream());
  const bool stale = command.if_match && *command.if_match != version;
  // Whoever may not see it, or finds nothing there, is told of no version.
  const bool hidden = code && *code == "jar.not_found";
  if (reply.kind == Reply::Kind::stale) return stale && !hidden && reply.version == version;
  return code && *code == reply.said && (hidden || !stale);
}

void Judge::looks(Partition p, Offset o) {
  std::shared_ptr<const Reader> reader;
  for (const auto& saw : town_.history.saw) {
    if (saw.partition != p || saw.offset != o) continue;
    ++figures_.looks;
    if (saw.offset < saw.wanted) wrong("{} was seen as of {} by one who has heard of {}", to_string(saw.id), saw.offset, saw.wanted);
    if (!reader && !rebuilt_->commit()) wrong("the rebuild's own disk is busy");
    if (!reader) reader = rebuilt_->reader();
    if (saw.what == SawRows::What::list) {
      std::string rows;
      for (const auto& listed : reader->list(lookup_of<Jars>(), "by_name", saw.tenant, {.prefix = ""})) rows += row_text(listed.row.row);
      if (rows != saw.row) wrong("the list as of {}/{} was {} and is {}", p, o, saw.row, rows);
      continue;
    }
    const auto row = reader->row(lookup_of<Jars>(), saw.tenant, saw.id);
    const auto text = row ? row_text(row->row) : "";
    if (text != saw.row || (row ? row->stamp.version : 0) != saw.version)
      wrong("{} as of {}/{} was {} and is {}", saw.what == SawRows::What::sql ? "the SQL row" : "the row", p, o, saw.row, text);
  }
}

// What somebody was told is done lies where it was said to, and the reply is made of nothing else.
void Judge::replies() {
  for (const auto& asked : town_.history.asked)
    for (const auto& attempt : asked.attempts) {
      if (!attempt.reply || attempt.reply->kind != Reply::Kind::done) continue;
      ++figures_.acked;
      figures_.replayed += attempt.reply->replayed;
      const auto& c = asked.command;
      const auto found = accepted_.find({partition_of(c.tenant), attempt.reply->offset});
      if (found == accepted_.end() || found->second.commit.command != c.id) wrong("lost: {} is acknowledged at {} and is not there", to_string(c.id), attempt.reply->offset);
      else if (found->second.commit.fingerprint != c.fingerprint) wrong("{} is acknowledged and something else was done", to_string(c.id));
      else if (reply_of(found->second) != attempt.reply->said) wrong("{} heard '{}', its record says '{}'", to_string(c.id), attempt.reply->said, reply_of(found->second));
    }
  if (const auto left = model_.timers()) wrong("{} timers have never fired", left);
  for (const auto& [id, handoff] : finishes_)
    if (!handoff.done) wrong("the handoff {} was never finished", to_string(handoff.handoff));
}

void Judge::feed() {
  for (const auto& listener : town_.people->listeners)
    if (const auto* heard = listener.session())
      if (const auto& all = published_[heard->channel]; !all.empty() && all.back().first > heard->to)
        wrong("lost: {} never hears of {} on {}", to_string(heard->guest), all.back().first, heard->channel);
  for (const auto& heard : town_.history.heard) {
    const auto& all = published_[heard.channel];
    std::vector<std::pair<Offset, std::string>> due, got;
    for (const auto& [offset, data] : all)
      if (offset > heard.from && offset <= heard.to) due.emplace_back(offset, data);
    for (const auto& p : heard.publications) got.emplace_back(p.offset, p.data);
    if (due != got) {
      std::string a, b;
      for (const auto& [offset, data] : due) a += fmt::format(" {}", offset);
      for (const auto& [offset, data] : got) b += fmt::format(" {}", offset);
      wrong("{} heard on {} from {} to {}:{} and should have heard{}", to_string(heard.guest), heard.channel, heard.from, heard.to, b, a);
    }
    const auto rights = guests_.find({heard.tenant, heard.guest});
    for (const auto& p : heard.publications) {
      bool guest = false;
      if (rights != guests_.end())
        for (const auto& [from, is] : rights->second)
          guest = from <= p.settled.first ? is : guest || (is && from <= p.settled.second);
      if (!guest) wrong("{} heard of {} when it had no right to", to_string(heard.guest), p.offset);
    }
  }
}

// Every event of every accepted record is in its topic, behind those before it; it may be there again. Those that have become older than
// the window may be missing, or be late: owners whose clocks differ do not leave out the same ones.
void Judge::topics() {
  const auto window = town_.scheduler.now() + town_.all_clocks - std::chrono::days{public_window_days} + std::chrono::minutes{5};
  std::map<Partition, std::map<std::size_t, std::vector<std::pair<EventId, Time>>>> due;
  for (const auto& [place, record] : accepted_)
    for (const auto& event : events_of(as_told(record)))
      due[place.partition][static_cast<std::size_t>(event.type->family)].emplace_back(event.id, record.commit.ts);
  for (const auto p : town_.parts)
    for (std::size_t f = 0; f < families(); ++f) {
      std::set<EventId> known;
      auto next = due[p][f].begin();
      const auto end = due[p][f].end();
      for (const auto& id : town_.topics.held[p][f]) {
        if (!known.insert(id).second) continue;
        const auto is = std::find_if(due[p][f].begin(), end, [&](const auto& d) { return d.first == id; });
        if (is != end && is->second < window) continue;
        for (; next != end && next->first < id && next->second < window; ++next) {}
        if (next == end || next->first != id) return wrong("{} is published where {} should be", to_string(id), next == end ? "nothing" : to_string(next->first));
        ++next;
      }
      for (; next != end && next->second < window; ++next) {}
      if (next != end) wrong("lost: {} is never published", to_string(next->first));
    }
}

// Live is a rebuild from zero: every byte of every local store, every row of every table.
void Judge::rebuilt() {
  const bool trimmed = town_.all_clocks != Duration{};
  const auto compared = [&](const Disk::Content& content) {
    Disk::Content all;
    for (const auto& [key, value] : content)
      if (!trimmed || (key[0] != 'A' && key[0] != 'F' && key[0] != 'T')) all.emplace(key, value);
    return all;
  };
  const auto should = compared(disk_.content());
  for (const auto& process : town_.processes)
    if (const auto is = compared(process.disk().content()); is != should) {
      const auto [a, b] = std::mismatch(is.begin(), is.end(), should.begin(), should.end());
      wrong("process {} is not what a rebuild gives: {} keys, {} of them; the first other one is of kind {}", process.no(), is.size(), should.size(),
            a != is.end() ? a->first[0] : b->first[0]);
    }
  for (const auto* fold : {&lookup_of<Jars>(), &lookup_of<Guests>()}) {
    const auto& kept = town_.database.tables[fold->name].rows;
    std::size_t rows = 0;
    rebuilt_->each(*fold, [&](const Uuid& tenant, const Key& key, const RowPtr& row) {
      ++rows;
      const auto found = kept.find({tenant, key});
      if (found == kept.end() || to_json(*fold->row, found->second.row.get()) != to_json(*fold->row, row.get())) wrong("a row of {} in SQL is another one", fold->name);
    });
    if (rows != kept.size()) wrong("SQL has {} rows of {}, the local store {}", kept.size(), fold->name, rows);
  }
}

}  // namespace millrace::simulation
