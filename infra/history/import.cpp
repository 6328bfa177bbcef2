#include "infra/history/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "schemas/digest.hpp"
#include "schemas/json/node.hpp"
#include "schemas/json/writer.hpp"

namespace millrace::history {

namespace {

constexpr std::size_t most_under_way = 8, most_queued_bytes = 16 << 20, longest_line = 1 << 20, most_early_faults = 1000;
constexpr int most_failures = 10;

std::string hex(const Digest& digest) { return fmt::format("{:02x}", fmt::join(digest, "")); }

// An Idempotency-Key is visible ASCII; a name that is not goes in as its digest.
std::string business_key(const std::string& organization) {
  const bool visible = std::all_of(organization.begin(), organization.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '"'; });
  return "import:" + (visible ? organization : hex(sha256(organization)));
}

// What a problem document says, for people.
std::string said(const Incoming& answer) {
  const Document document{answer.body};
  std::string out = fmt::format("the server answers {}", answer.status);
  if (document.fault() != Document::Fault::none || document.root().kind() != Node::Kind::object) return out;
  for (const auto name : {"title", "detail"})
    if (const auto node = document.root().find(name); node && node->kind() == Node::Kind::text) out += fmt::format(": {}", node->text());
  return out;
}

std::optional<std::int64_t> integer(const Node& object, std::string_view name) {
  const auto node = object.find(name);
  return node && node->kind() == Node::Kind::integer ? std::optional{node->integer()} : std::nullopt;
}

Duration pause(const Incoming& answer, int failures) {
  int seconds = 0;
  const auto after = answer.header("retry-after");
  std::from_chars(after.data(), after.data() + after.size(), seconds);
  return std::max<Duration>(std::chrono::seconds(std::min(seconds, 30)), std::chrono::milliseconds(50) * (1 << std::min(failures, 6)));
}

}  // namespace

Import::Import(World world) : world_(std::move(world)), buffer_(longest_line + 2, '\0') {}

Totals Import::run(const std::filesystem::path& file) {
  bytes_ = std::filesystem::file_size(file);
  in_.open(file, std::ios::binary);
  bool more = true;
  for (;;) {
    while (more && queued_bytes_ < most_queued_bytes) more = read_more();
    if (std::exchange(token_refused_, false)) world_.log_in();
    give_out();
    if (world_.http.under_way() == 0 && !more &&
        std::all_of(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane.second.waiting.empty(); }))
      break;
    world_.http.wait(50);
    const double read = bytes_ ? double(read_) / double(bytes_) : 1;
    world_.progress(totals_.messages ? read * double(messages_done_) / double(totals_.messages) : 0, totals_);
  }
  for (const auto& [name, lane] : lanes_) totals_.conversations += lane.batches.conversations();
  totals_.businesses = lanes_.size();
  return totals_;
}

// A line that is too long comes cut, one byte longer than the longest.
std::optional<std::string_view> Import::next_line() {
  in_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  const auto n = static_cast<std::size_t>(in_.gcount());
  if (n == 0) return {};
  const bool ends = in_.eof(), cut = in_.fail() && !ends;
  read_ += n;
  if (cut) {
    in_.clear();
    in_.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    read_ += static_cast<std::uint64_t>(in_.gcount());
  }
  ++line_;
  return std::string_view{buffer_}.substr(0, ends || cut ? n : n - 1);           // the line break is counted
}

bool Import::read_more() {
  auto line = next_line();
  if (!line) {
    if (good_ == 0) not_conversations();
    for (auto& [name, lane] : lanes_)
      if (auto rest = lane.batches.rest()) {
        queued_bytes_ += rest->bytes;
        lane.waiting.push_back(std::move(*rest));
      }
    return false;
  }
  if (line_ == 1 && line->starts_with("\xef\xbb\xbf")) line->remove_prefix(3);
  if (line->find_first_not_of(" \t\r") != line->npos) take(*line);
  return true;
}

void Import::take(std::string_view line) {
  if (line.size() > longest_line) return wrong(line_, "is longer than 1 MiB; cut the conversation into several lines");
  auto read = read_line(line, world_.now());
  if (const auto* unknown = std::get_if<Unknown>(&read)) throw UnknownMember(fmt::format("line {}: {}", line_, unknown->why));
  if (const auto* broken = std::get_if<Broken>(&read)) return wrong(line_, broken->why);
  auto& [organization, conversation] = std::get<Line>(read);
  const auto n = conversation.messages.size();
  const bool known = lanes_.contains(organization);
  auto& lane = lanes_.try_emplace(organization, Lane{organization}).first->second;
  auto added = lane.batches.add(std::move(conversation), line_);
  if (const auto* broken = std::get_if<Broken>(&added)) {
    if (!known) lanes_.erase(organization);
    return wrong(line_, broken->why);
  }
  if (good_++ == 0)
    for (const auto& fault : early_faults_) world_.complain(fault);
  totals_.messages += n;
  for (auto& batch : std::get<std::vector<Batch>>(added)) {
    queued_bytes_ += batch.bytes;
    lane.waiting.push_back(std::move(batch));
  }
}

// Until a line is good the file may be no such file at all, and then one line says so.
void Import::wrong(std::size_t line, const std::string& why) {
  ++totals_.wrong;
  auto complaint = fmt::format("line {}: {}", line, why);
  if (good_ > 0) return world_.complain(complaint);
  early_faults_.push_back(std::move(complaint));
  if (early_faults_.size() == most_early_faults) not_conversations();
}

void Import::not_conversations() const {
  if (early_faults_.empty()) throw NotConversations("it is empty");
  throw NotConversations(fmt::format("it holds no conversations, one JSON object a line ({})", early_faults_.front()));
}

Outgoing Import::request(const std::string& path, std::string key, std::string body) const {
  return {"POST", world_.url + path,
          {"Content-Type: application/json", "Authorization: Bearer " + world_.token(), "Idempotency-Key: " + std::move(key)},
          std::move(body)};
}

void Import::give_out() {
  const auto now = world_.now();
  for (auto& [name, lane] : lanes_) {
    if (world_.http.under_way() >= most_under_way) return;
    if (!lane.busy && !lane.waiting.empty() && lane.not_before <= now) begin(lane);
  }
}

void Import::begin(Lane& lane) {
  lane.busy = true;
  if (lane.business_id.empty()) {
    std::string body;
    JsonWriter{body}.begin_object().key("name").text(lane.organization).end_object();
    world_.http.start(request("/businesses", business_key(lane.organization), std::move(body)),
                       [this, &lane](const Incoming& answer) { found(lane, answer); });
    return;
  }
  auto batch = std::move(lane.waiting.front());
  lane.waiting.pop_front();
  auto body = body_of(batch, world_.channel, world_.source);
  auto key = "import:" + hex(sha256(body));
  auto out = request("/import/conversations", std::move(key), std::move(body));
  out.headers.push_back("Business-Id: " + lane.business_id);
  world_.http.start(std::move(out), [this, &lane, batch = std::move(batch)](const Incoming& answer) { loaded(lane, batch, answer); });
}

// Whether the same is to be asked again, a little later.
bool Import::again(Lane& lane, const Incoming& answer) {
  const bool token = answer.status == 401, later = answer.status == 0 || answer.status == 429 || answer.status == 503;
  if (!token && !later) {
    lane.failures = 0;
    return false;
  }
  if (++lane.failures > (answer.status == 0 ? 3 : most_failures))
    throw Stopped(answer.status == 0 ? fmt::format("{} does not answer any more ({})", world_.url, answer.why) : said(answer));
  token_refused_ |= token;
  lane.not_before = world_.now() + pause(answer, lane.failures);
  return true;
}

void Import::found(Lane& lane, const Incoming& answer) {
  lane.busy = false;
  if (again(lane, answer)) return;
  const Document document{answer.body};
  const bool good = answer.status / 100 == 2 && document.fault() == Document::Fault::none && document.root().kind() == Node::Kind::object;
  const auto id = good ? document.root().find("id") : std::nullopt;
  if (!id || id->kind() != Node::Kind::text)
    throw Stopped(fmt::format("the business \"{}\" could not be made: {}", lane.organization, said(answer)));
  lane.business_id = id->text();
}

void Import::loaded(Lane& lane, Batch batch, const Incoming& answer) {
  lane.busy = false;
  if (again(lane, answer)) {
    lane.waiting.push_front(std::move(batch));
    return;
  }
  queued_bytes_ -= batch.bytes;
  if (answer.status / 100 != 2) return refused(lane, std::move(batch), answer);
  messages_done_ += batch.messages;
  if (answer.header("idempotent-replayed") == "true") {
    totals_.known += batch.messages;                  // what the first answer called new
    return;
  }
  const Document document{answer.body};
  const bool good = document.fault() == Document::Fault::none && document.root().kind() == Node::Kind::object;
  const auto fresh = good ? integer(document.root(), "new") : std::nullopt;
  const auto known = good ? integer(document.root(), "known") : std::nullopt;
  if (!fresh || !known) throw Stopped(fmt::format("{} answers what is not understood: is it of another release?", world_.url));
  totals_.fresh += static_cast<std::size_t>(*fresh);
  totals_.known += static_cast<std::size_t>(*known);
}

// Something in it is not as the server wants it; what is good of it goes in on its own.
void Import::refused(Lane& lane, Batch batch, const Incoming& answer) {
  if (answer.status == 403 || answer.status == 404)
    throw Stopped(fmt::format("the operator may not load history into \"{}\": {}", lane.organization, said(answer)));
  const auto line = batch.lines.front();
  const auto messages = batch.messages;
  auto halves = halves_of(std::move(batch));
  if (halves.empty()) {
    messages_done_ += messages;
    wrong(line, said(answer));
  }
  for (auto half = halves.rbegin(); half != halves.rend(); ++half) lane.waiting.push_front(std::move(*half));
}

}  // namespace millrace::history
