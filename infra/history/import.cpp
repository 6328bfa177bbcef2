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

Import::Import(World world) : x_world(std::move(world)), x_buffer(longest_line + 2, '\0') {}

Totals Import::run(const std::filesystem::path& file) {
  x_bytes = std::filesystem::file_size(file);
  x_in.open(file, std::ios::binary);
  bool more = true;
  for (;;) {
    while (more && x_queued_bytes < most_queued_bytes) more = read_more();
    if (std::exchange(x_token_refused, false)) x_world.log_in();
    give_out();
    if (x_world.http.under_way() == 0 && !more &&
        std::all_of(x_lanes.begin(), x_lanes.end(), [](const auto& lane) { return lane.second.waiting.empty(); }))
      break;
    x_world.http.wait(50);
    const double read = x_bytes ? double(x_read) / double(x_bytes) : 1;
    x_world.progress(x_totals.messages ? read * double(x_messages_done) / double(x_totals.messages) : 0, x_totals);
  }
  for (const auto& [name, lane] : x_lanes) x_totals.conversations += lane.batches.conversations();
  x_totals.businesses = x_lanes.size();
  return x_totals;
}

// A line that is too long comes cut, one byte longer than the longest.
std::optional<std::string_view> Import::next_line() {
  x_in.getline(x_buffer.data(), static_cast<std::streamsize>(x_buffer.size()));
  const auto n = static_cast<std::size_t>(x_in.gcount());
  if (n == 0) return {};
  const bool ends = x_in.eof(), cut = x_in.fail() && !ends;
  x_read += n;
  if (cut) {
    x_in.clear();
    x_in.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    x_read += static_cast<std::uint64_t>(x_in.gcount());
  }
  ++x_line;
  return std::string_view{x_buffer}.substr(0, ends || cut ? n : n - 1);           // the line break is counted
}

bool Import::read_more() {
  auto line = next_line();
  if (!line) {
    if (x_good == 0) not_conversations();
    for (auto& [name, lane] : x_lanes)
      if (auto rest = lane.batches.rest()) {
        x_queued_bytes += rest->bytes;
        lane.waiting.push_back(std::move(*rest));
      }
    return false;
  }
  if (x_line == 1 && line->starts_with("\xef\xbb\xbf")) line->remove_prefix(3);
  if (line->find_first_not_of(" \t\r") != line->npos) take(*line);
  return true;
}

void Import::take(std::string_view line) {
  if (line.size() > longest_line) return wrong(x_line, "is longer than 1 MiB; cut the conversation into several lines");
  auto read = read_line(line, x_world.now());
  if (const auto* broken = std::get_if<Broken>(&read)) return wrong(x_line, broken->why);
  auto& [organization, conversation] = std::get<Line>(read);
  const auto n = conversation.messages.size();
  const bool known = x_lanes.contains(organization);
  auto& lane = x_lanes.try_emplace(organization, Lane{organization}).first->second;
  auto added = lane.batches.add(std::move(conversation), x_line);
  if (const auto* broken = std::get_if<Broken>(&added)) {
    if (!known) x_lanes.erase(organization);
    return wrong(x_line, broken->why);
  }
  if (x_good++ == 0)
    for (const auto& fault : x_early_faults) x_world.complain(fault);
  x_totals.messages += n;
  for (auto& batch : std::get<std::vector<Batch>>(added)) {
    x_queued_bytes += batch.bytes;
    lane.waiting.push_back(std::move(batch));
  }
}

// Until a line is good the file may be no such file at all, and then one line says so.
void Import::wrong(std::size_t line, const std::string& why) {
  ++x_totals.wrong;
  auto complaint = fmt::format("line {}: {}", line, why);
  if (x_good > 0) return x_world.complain(complaint);
  x_early_faults.push_back(std::move(complaint));
  if (x_early_faults.size() == most_early_faults) not_conversations();
}

void Import::not_conversations() const {
  if (x_early_faults.empty()) throw NotConversations("it is empty");
  throw NotConversations(fmt::format("it holds no conversations, one JSON object a line ({})", x_early_faults.front()));
}

Outgoing Import::request(const std::string& path, std::string key, std::string body) const {
  return {"POST", x_world.url + path,
          {"Content-Type: application/json", "Authorization: Bearer " + x_world.token(), "Idempotency-Key: " + std::move(key)},
          std::move(body)};
}

void Import::give_out() {
  const auto now = x_world.now();
  for (auto& [name, lane] : x_lanes) {
    if (x_world.http.under_way() >= most_under_way) return;
    if (!lane.busy && !lane.waiting.empty() && lane.not_before <= now) begin(lane);
  }
}

void Import::begin(Lane& lane) {
  lane.busy = true;
  if (lane.business_id.empty()) {
    std::string body;
    JsonWriter{body}.begin_object().key("name").text(lane.organization).end_object();
    x_world.http.start(request("/businesses", business_key(lane.organization), std::move(body)),
                       [this, &lane](const Incoming& answer) { found(lane, answer); });
    return;
  }
  auto batch = std::move(lane.waiting.front());
  lane.waiting.pop_front();
  auto body = body_of(batch, x_world.channel);
  auto key = "import:" + hex(sha256(body));
  auto out = request("/import/conversations", std::move(key), std::move(body));
  out.headers.push_back("Business-Id: " + lane.business_id);
  x_world.http.start(std::move(out), [this, &lane, batch = std::move(batch)](const Incoming& answer) { loaded(lane, batch, answer); });
}

// Whether the same is to be asked again, a little later.
bool Import::again(Lane& lane, const Incoming& answer) {
  const bool token = answer.status == 401, later = answer.status == 0 || answer.status == 429 || answer.status == 503;
  if (!token && !later) {
    lane.failures = 0;
    return false;
  }
  if (++lane.failures > (answer.status == 0 ? 3 : most_failures))
    throw Stopped(answer.status == 0 ? fmt::format("{} does not answer any more ({})", x_world.url, answer.why) : said(answer));
  x_token_refused |= token;
  lane.not_before = x_world.now() + pause(answer, lane.failures);
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
  x_queued_bytes -= batch.bytes;
  if (answer.status / 100 != 2) return refused(lane, std::move(batch), answer);
  x_messages_done += batch.messages;
  if (answer.header("idempotent-replayed") == "true") {
    x_totals.known += batch.messages;                  // what the first answer called new
    return;
  }
  const Document document{answer.body};
  const bool good = document.fault() == Document::Fault::none && document.root().kind() == Node::Kind::object;
  const auto fresh = good ? integer(document.root(), "new") : std::nullopt;
  const auto known = good ? integer(document.root(), "known") : std::nullopt;
  if (!fresh || !known) throw Stopped(fmt::format("{} answers what is not understood: is it of another release?", x_world.url));
  x_totals.fresh += static_cast<std::size_t>(*fresh);
  x_totals.known += static_cast<std::size_t>(*known);
}

// Something in it is not as the server wants it; what is good of it goes in on its own.
void Import::refused(Lane& lane, Batch batch, const Incoming& answer) {
  if (answer.status == 403 || answer.status == 404)
    throw Stopped(fmt::format("the operator may not load history into \"{}\": {}", lane.organization, said(answer)));
  const auto line = batch.lines.front();
  const auto messages = batch.messages;
  auto halves = halves_of(std::move(batch));
  if (halves.empty()) {
    x_messages_done += messages;
    wrong(line, said(answer));
  }
  for (auto half = halves.rbegin(); half != halves.rend(); ++half) lane.waiting.push_front(std::move(*half));
}

}  // namespace millrace::history
