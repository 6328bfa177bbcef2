#include "projections/core/store_layout.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "projections/core/row_bytes.hpp"
#include "schemas/fold/forget.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace {

namespace {

constexpr std::string_view format = "millrace local store ";
constexpr int format_number = 5;

std::string_view family_of(std::string_view channel) { return channel.substr(0, channel.find(':')); }

}  // namespace

StoreLayout::StoreLayout(const Folds& folds, std::vector<Projection> projections, const std::map<std::string, std::uint16_t>& numbers)
    : projections_(std::move(projections)), folds_(folds.all()) {
  std::sort(folds_.begin(), folds_.end(), [](auto* a, auto* b) { return a->name < b->name; });
  int next = 0;
  for (const auto& [name, number] : numbers) next = std::max(next, number + 1);
  for (std::size_t n = 0; n < folds_.size(); ++n) {
    const auto& name = folds_[n]->name;
    if (n && name == folds_[n - 1]->name) throw std::logic_error("two folds are called " + name);
    const auto known = numbers.find(name);
    const auto number = known != numbers.end() ? known->second : static_cast<std::uint16_t>(next++);
    about_[folds_[n]] = {number, {}, {}, false, may_hold_personal(*folds_[n]->row)};
    numbered_[number] = folds_[n];
  }
  for (const auto& projection : projections_) {
    const auto found = about_.find(projection.fold);
    if (found == about_.end()) throw std::logic_error("a projection's fold is not among the folds: " + std::string(projection.resource));
    found->second.projections.push_back(&projection);
    for (const auto& index : projection.indexes) found->second.indexes.push_back(&index);
    found->second.history |= projection.history;
  }
}

const StoreLayout::About& StoreLayout::about(const AnyFold& fold) const {
  const auto found = about_.find(&fold);
  if (found == about_.end()) throw std::logic_error("the local store does not fold " + fold.name);
  return found->second;
}

std::vector<std::optional<std::string>> StoreLayout::places(const About& about, const void* row) const {
  std::vector<std::optional<std::string>> places(about.indexes.size());
  for (std::size_t n = 0; row && n < places.size(); ++n) places[n] = about.indexes[n]->place(row);
  return places;
}

const AnyFold* StoreLayout::fold_numbered(std::uint16_t number) const {
  const auto found = numbered_.find(number);
  return found == numbered_.end() ? nullptr : found->second;
}

std::vector<const AnyFold*> StoreLayout::publishers(std::string_view channel) const {
  std::vector<const AnyFold*> all;
  for (const auto& p : projections_)
    if (std::find(p.families.begin(), p.families.end(), family_of(channel)) != p.families.end()) all.push_back(p.fold);
  return all;
}

std::string StoreLayout::rows(const AnyFold& fold) const {
  std::string key = "R";
  layout::append_u16(key, about(fold).number);
  return key;
}

std::string StoreLayout::row(const AnyFold& fold, const Uuid& tenant, std::string_view key) const {
  std::string out;
  out.reserve(3 + 16 + key.size());
  out += 'R';
  layout::append_u16(out, about(fold).number);
  (out += tenant.raw()) += key;
  return out;
}

std::string StoreLayout::stream_of_state(std::string_view row) {
  std::string key = "V";
  return key += row.substr(3);                     // tenant and key, which is the stream
}

// The key's length stands before it, so that no history is another one's prefix.
std::string StoreLayout::row_history(const AnyFold& fold, const Uuid& tenant, std::string_view key) const {
  std::string out = "B";
  layout::append_u16(out, about(fold).number);
  out += tenant.raw();
  layout::append_u16(out, static_cast<std::uint16_t>(key.size()));
  return out += key;
}

std::string StoreLayout::listed(const AnyFold& fold, std::size_t index, const std::optional<Uuid>& tenant) const {
  std::string out = tenant ? "X" : "Y";
  layout::append_u16(out, about(fold).number);
  out += static_cast<char>(index);
  if (tenant) out += tenant->raw();
  return out;
}

std::string StoreLayout::of_subject(const AnyFold& fold, const Uuid& tenant, const Uuid& subject) const {
  std::string out = "U";
  layout::append_u16(out, about(fold).number);
  return (out += tenant.raw()) += subject.raw();
}

std::string StoreLayout::parked(const AnyFold* fold, const Uuid& tenant) const {
  std::string out = "P";
  layout::append_u16(out, fold ? about(*fold).number : layout::every_fold);
  return out += tenant.raw();
}

namespace {

std::string of_partition(char what, std::uint16_t fold, Partition partition) {
  std::string key(1, what);
  layout::append_u16(key, fold);
  return key += static_cast<char>(partition);
}

}  // namespace

std::string StoreLayout::progress(const AnyFold& fold, Partition partition) const { return of_partition('G', about(fold).number, partition); }
std::string StoreLayout::joined(const AnyFold& fold, Partition partition) const { return of_partition('J', about(fold).number, partition); }

std::string StoreLayout::foundation(const Uuid& incarnation) {
  return std::string(format) + std::to_string(format_number) + ' ' + to_string(incarnation) + " Unicode " + unicode_version();   // keys hold folded text
}

bool StoreLayout::of_newer_release(std::string_view foundation) {
  if (!foundation.starts_with(format)) return false;
  int number = 0;
  for (const char c : foundation.substr(format.size())) {
    if (c < '0' || c > '9' || number > format_number) break;
    number = number * 10 + (c - '0');
  }
  return number > format_number;
}

Digest StoreLayout::fingerprint(const AnyFold& fold) const {
  std::string all = fold.name + ' ' + std::to_string(fold.version) + ' ';
  describe(*fold.row, all);
  for (const auto& listener : fold.listeners) (all += ' ') += listener.fact->wire;
  const auto& known = about(fold);
  for (const auto* projection : known.projections) (all += " resource ") += projection->resource;
  for (const auto* index : known.indexes) ((all += " index ") += index->name) += index->across_tenants ? " across" : "";
  if (known.history) all += " history";
  if (known.personal) all += " subjects";
  return sha256(all);
}

std::map<std::string, std::string, std::less<>> StoreLayout::epochs(const Uuid& incarnation) const {
  std::map<std::string, std::string, std::less<>> said;  // by family: what its publishers are, in the order of their names
  for (const auto* fold : folds_)
    for (const auto* projection : about(*fold).projections)
      for (const auto& family : projection->families) said[std::string(family)] += raw(fingerprint(*fold));
  for (auto& [family, prints] : said) prints = to_string(incarnation) + '.' + to_string(uuid_of(raw(sha256(prints)))).substr(0, 8);
  return said;
}

namespace layout {

void append_u16(std::string& out, std::uint16_t n) {
  out += static_cast<char>(n >> 8);
  out += static_cast<char>(n);
}

void append_i64(std::string& out, std::int64_t n) {
  const auto bits = static_cast<std::uint64_t>(n);
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(bits >> shift);
}

std::int64_t i64_at(std::string_view bytes, std::size_t at) {
  if (at > bytes.size() || bytes.size() - at < 8) throw std::runtime_error("a value of the local store is too short");
  std::uint64_t bits = 0;
  for (std::size_t n = 0; n < 8; ++n) bits = bits << 8 | static_cast<unsigned char>(bytes[at + n]);
  return static_cast<std::int64_t>(bits);
}

std::uint16_t u16_at(std::string_view bytes, std::size_t at) {
  if (at > bytes.size() || bytes.size() - at < 2) throw std::runtime_error("a value of the local store is too short");
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8 | static_cast<unsigned char>(bytes[at + 1]));
}

namespace {

std::string keyed(char what, const Uuid& a, const Uuid& b) {
  std::string key(1, what);
  (key += a.raw()) += b.raw();
  return key;
}

}  // namespace

std::string checkpoint(Partition p) { return {'A', static_cast<char>(p)}; }
std::string version(const Uuid& tenant, const Uuid& stream) { return keyed('V', tenant, stream); }
std::string command(const Uuid& tenant, const Uuid& id) { return keyed('C', tenant, id); }
std::string subject(const Uuid& tenant, const Uuid& subject) { return keyed('K', tenant, subject); }
std::string history(const Uuid& tenant) { return "H" + std::string(tenant.raw()); }
std::string history(const Uuid& tenant, const Uuid& stream) { return keyed('S', tenant, stream); }
std::string published(Partition p) { return {'T', static_cast<char>(p)}; }

std::string name(std::string_view fold) { return 'N' + std::string(fold); }

std::string wire(Partition p, std::string_view name) {
  std::string key{'W', static_cast<char>(p)};
  return key += name;
}

std::vector<std::string> of_fold(std::uint16_t number) {
  std::vector<std::string> prefixes;
  for (const char what : {'R', 'X', 'Y', 'B', 'U', 'P', 'G', 'J'}) append_u16(prefixes.emplace_back(1, what), number);
  return prefixes;
}

// FNV-1a, 64 bits: whoever reads looks into what was published, and passes over what was said on another channel of the same hash.
std::string feed(Partition p, std::string_view channel) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : channel) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  std::string key{'F', static_cast<char>(p)};
  append_i64(key, static_cast<std::int64_t>(hash));
  return key;
}

std::string with(std::string prefix, Offset offset) {
  append_i64(prefix, offset);
  return prefix;
}

std::string value_of(const Checkpoint& c) {
  const auto& a = c.accepted;
  std::string out;
  (out += a.incarnation.raw()) += a.writer.raw();
  out += raw(a.chain);
  for (const auto n : {a.epoch, a.seq, micros(a.ts), a.fence, c.next, c.floor}) append_i64(out, n);
  return out;
}

Checkpoint checkpoint_of(std::string_view value) {
  Checkpoint c;
  auto& a = c.accepted;
  a.incarnation = uuid_of(value);
  a.writer = uuid_of(value.substr(16));
  std::size_t at = 64;
  const auto next = [&] {
    at += 8;
    return i64_at(value, at - 8);
  };
  a.epoch = next();
  a.seq = next();
  a.ts = at_micros(next());
  a.fence = next();
  c.next = next();
  c.floor = next();
  std::copy_n(value.begin() + 32, a.chain.size(), a.chain.begin());
  return c;
}

std::string value_of(const StoredFold& fold) {
  std::string out;
  append_u16(out, fold.number);
  append_i64(out, fold.version);
  return out += raw(fold.fingerprint);
}

StoredFold stored_fold_of(std::string_view value) {
  StoredFold fold{u16_at(value, 0), i64_at(value, 2), {}};
  if (value.size() != 10 + fold.fingerprint.size()) throw std::runtime_error("a value of the local store has a wrong length");
  std::copy_n(value.begin() + 10, fold.fingerprint.size(), fold.fingerprint.begin());
  return fold;
}

namespace {

void append_offsets(std::string& out, std::span<const Offset> offsets) {
  Offset before = 0;
  for (const auto offset : offsets) append_signed(out, offset - std::exchange(before, offset));
}
std::vector<Offset> offsets_in(ByteReader& in) {
  std::vector<Offset> offsets;
  for (Offset before = 0; !in.empty();) offsets.push_back(before += in.signed_number());
  return offsets;
}

}  // namespace

std::string value_of(const StoredStream& stream) {
  std::string out;
  append_signed(out, stream.version);
  append_offsets(out, stream.newest);
  return out;
}

StoredStream stream_of(std::string_view value) {
  ByteReader in{value};
  const auto version = in.signed_number();
  return {version, offsets_in(in)};
}

std::string value_of(std::span<const Offset> offsets) {
  std::string out;
  append_offsets(out, offsets);
  return out;
}

std::vector<Offset> offsets_of(std::string_view value) {
  ByteReader in{value};
  return offsets_in(in);
}

std::string length_of_key(std::size_t length) {
  std::string out;
  append_number(out, length);
  return out;
}

std::size_t key_length(std::string_view value) { return ByteReader{value}.number(); }

std::string value_of(const SeenCommand& seen) {
  std::string out;
  append_i64(out, seen.offset);
  return out += raw(seen.fingerprint);
}

SeenCommand seen_of(std::string_view value) {
  SeenCommand seen{i64_at(value, 0), {}};
  if (value.size() != 8 + seen.fingerprint.size()) throw std::runtime_error("a value of the local store has a wrong length");
  std::copy_n(value.begin() + 8, seen.fingerprint.size(), seen.fingerprint.begin());
  return seen;
}

std::string value_of(const AnyFold& fold, const StampedRow& row) {
  std::string out;
  append_signed(out, row.stamp.version);
  append_signed(out, row.stamp.position);
  append_row(out, *fold.row, row.row.get());
  return out;
}

StampedRow row_of(const AnyFold& fold, std::string_view value) {
  ByteReader in{value};
  Stamp stamp;
  stamp.version = in.signed_number();
  stamp.position = in.signed_number();
  return {row_from(*fold.row, in), stamp};
}

}  // namespace layout
}  // namespace millrace
