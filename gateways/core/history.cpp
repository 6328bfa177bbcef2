#include "gateways/core/history.hpp"

#include <algorithm>
#include <charconv>

#include "gateways/core/entry.hpp"

namespace millrace {

namespace {

constexpr Duration longest_read = std::chrono::milliseconds{500};   // others wait for their turn meanwhile

Time log_time(const Call& call, Offset offset) {
  const auto partition = partition_of(call.tenant);
  const auto decoded = decode(partition, call.services.bytes(partition, offset));
  const auto* record = std::get_if<Record>(&decoded);
  const auto* commit = record ? std::get_if<Commit>(record) : nullptr;
  if (!commit) throw HistoryUnreadable("record " + std::to_string(offset) + " cannot be read just now");
  return commit->ts;
}

// Which record ?as_of= means.
std::variant<Offset, Response> as_of(const Call& call, const Reader& now) {
  const auto text = call.request->param(as_of_param);
  if (const auto time = parse_rfc3339(text)) return newest_by(call, now, *time);
  const auto moment = moment_of(call, text);
  if (text.empty() || !moment) return problem(rule::as_of_malformed);
  if (moment->offset > now.offset(partition_of(call.tenant))) return problem(rule::as_of_beyond);
  return moment->offset;
}

}  // namespace

std::optional<Response> owners_only(const Call& call) {
  const auto role = built_in(call.actor.role);
  if (role == Role::owner || role == Role::admin) return {};
  return problem(rule::permission_denied, "A business's history is for its owner and admins.");
}

std::optional<Moment> moment_of(const Call& call, std::string_view text) {
  const auto mine = partition_of(call.tenant);
  if (const auto id = parse_event_id(text)) {
    if (id->partition != mine) return {};
    return Moment{id->offset, id};
  }
  std::optional<Moment> found;
  const auto prefix = journal_mark(call.services) + '.' + std::to_string(mine) + '.';
  while (!text.empty()) {
    const auto one = text.substr(0, text.find(','));
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    if (!one.starts_with(prefix)) continue;
    Offset offset{};
    const auto [end, error] = std::from_chars(one.data() + prefix.size(), one.data() + one.size(), offset);
    if (error != std::errc{} || end != one.data() + one.size() || offset < 0) return {};
    found = Moment{offset, {}};
  }
  return found;
}

// Log time is monotone in a partition: so the records are searched by halves.
Offset newest_by(const Call& call, const Reader& reader, Time time) {
  Offset found = -1, from = 0, until = reader.offset(partition_of(call.tenant)) + 1;
  while (from < until) {
    const auto middle = from + (until - from) / 2;
    const auto next = reader.history(call.tenant, middle - 1, 1);
    if (next.empty() || log_time(call, next.front()) > time) {
      until = middle;
    } else {
      found = next.front();
      from = found + 1;
    }
  }
  return found;
}

bool takes_as_of(const Call& call) {
  const auto* read = call.route ? call.route->read() : nullptr;
  return read && read->as_of;
}

bool asks_as_of(const Call& call) {
  const auto& query = call.request->query;
  return std::any_of(query.begin(), query.end(), [](const auto& p) { return p.first == as_of_param; });
}

Answered answered(Call& call, const Reader& now, EarlierRows& earlier) {
  const auto partition = partition_of(call.tenant);
  const auto read = call.route->read()->read;
  if (!asks_as_of(call)) return {read(call, now), now.offset(partition)};
  if (!takes_as_of(call)) return {problem(rule::unknown_filter, "This is not answered as of another time."), now.offset(partition)};
  if (auto no = owners_only(call)) return {std::move(*no), now.offset(partition)};
  // Whoever may not see it now does not see it as it was.
  if (auto today = read(call, now); today.status != 200) return {std::move(today), now.offset(partition)};
  auto at = as_of(call, now);
  if (auto* no = std::get_if<Response>(&at)) return {std::move(*no), now.offset(partition)};
  call.as_of = std::get<Offset>(at);
  const auto until = call.services.now() + longest_read;
  const auto record = [&](Offset offset) {
    if (call.services.now() > until) throw HistoryTooLong("it takes too long");
    return call.services.record(partition, offset);
  };
  const AsOfReader then{{.now = now, .tenant = call.tenant, .at = *call.as_of, .record = record, .earlier = earlier}};
  auto response = read(call, then);
  if (response.status == 404) response = problem(rule::as_of_not_there);
  return {std::move(response), std::max<Offset>(*call.as_of, 0)};
}

}  // namespace millrace
