#include "projections/core/record_feed.hpp"

#include <algorithm>
#include <tuple>

#include "projections/core/row_bytes.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {

namespace {

std::string json_of(const Change& change) {
  std::string out;
  out.reserve(change.row.size() + 64);
  JsonWriter json{out};
  json.begin_object().key("resource").text(change.resource);
  json.key("op").text(change.op == Change::Op::upsert ? "upsert" : "delete");
  json.key("row").raw(change.row).end_object();
  return out;
}

template <class Changes>
std::string publication(const Changes& changes, Offset position) {
  std::string out;
  JsonWriter json{out};
  json.begin_object().key("changes").begin_array();
  for (const auto& change : changes) json.raw(change);
  json.end_array().key("position").integer(position).end_object();
  return out;
}

std::size_t place_in(std::vector<std::string>& all, std::string one) {
  const auto found = std::find(all.begin(), all.end(), one);
  if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
  all.push_back(std::move(one));
  return all.size() - 1;
}

// What begins with the number of channels.
struct Heard {
  std::string_view channel;
  std::vector<std::uint64_t> said;
};
Heard next_channel(ByteReader& in) {
  Heard heard{in.text(), {}};
  for (auto n = in.number(); n; --n) heard.said.push_back(in.number());
  return heard;
}

}  // namespace

RecordFeed::RecordFeed(Time at, std::vector<Change> changes) : at_(at) {
  // Whatever order folds and rows were touched in, the same changes are the same bytes.
  const auto order = [](const Change& c) { return std::tie(c.channel, c.resource, c.id, c.op, c.row); };
  std::sort(changes.begin(), changes.end(), [&](const auto& a, const auto& b) { return order(a) < order(b); });
  for (auto& change : changes) {
    const auto place = place_in(changes_, json_of(change));
    if (channels_.empty() || channels_.back().channel != change.channel) channels_.push_back({std::move(change.channel), {}});
    channels_.back().said.push_back(place);
  }
}

std::string RecordFeed::data(const On& on, Offset position) const {
  std::vector<std::string_view> said;
  for (const auto n : on.said) said.push_back(changes_[n]);
  return publication(said, position);
}

std::string RecordFeed::stored() const {
  std::string out;
  append_signed(out, micros(at_));
  append_number(out, channels_.size());
  for (const auto& on : channels_) {
    append_text(out, on.channel);
    append_number(out, on.said.size());
    for (const auto n : on.said) append_number(out, n);
  }
  append_number(out, changes_.size());
  for (const auto& change : changes_) append_text(out, change);
  return out;
}

Time record_feed::at(std::string_view stored) { return at_micros(ByteReader{stored}.signed_number()); }

std::vector<std::string> record_feed::channels(std::string_view stored) {
  ByteReader in{stored};
  in.signed_number();
  std::vector<std::string> all;
  for (auto n = in.number(); n; --n) all.emplace_back(next_channel(in).channel);
  return all;
}

std::optional<std::string> record_feed::data(std::string_view stored, std::string_view channel, Offset position) {
  ByteReader in{stored};
  in.signed_number();
  std::optional<Heard> heard;
  for (auto n = in.number(); n; --n)
    if (auto next = next_channel(in); next.channel == channel) heard = std::move(next);
  if (!heard) return {};
  std::vector<std::string_view> changes, said;
  for (auto n = in.number(); n; --n) changes.push_back(in.text());
  for (const auto n : heard->said) said.push_back(changes.at(n));
  return publication(said, position);
}

}  // namespace millrace
