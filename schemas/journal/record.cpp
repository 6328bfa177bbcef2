#include "schemas/journal/record.hpp"

#include <algorithm>

#include "schemas/journal/record_work.hpp"

namespace millrace {
namespace {

// magic u16 | format u8 | kind u8 | crc32c u32 of all other bytes | partition u16 | fields
constexpr std::string_view magic = "MR";
constexpr std::uint8_t format = 1, format_with_provenance = 2;   // a commit that ends with where it came from
constexpr std::size_t crc_at = 4, covered_from = 8;
enum class RecordKind : std::uint8_t { fence = 1, commit = 2, noop = 3 };

class Writer {
 public:
  template <class T>
  void number(T value) {
    auto bits = static_cast<std::make_unsigned_t<T>>(value);
    for (std::size_t i = 0; i < sizeof(T); ++i, bits = static_cast<decltype(bits)>(bits >> 4 >> 4))
      out += static_cast<char>(bits & 0xff);
  }
  void time(Time t) { number(micros(t)); }
  void uuid(const Uuid& id) { out += id.raw(); }
  void digest(const Digest& d) { out += raw(d); }
  void text(std::string_view s) {
    number(static_cast<std::uint32_t>(s.size()));
    out += s;
  }

  std::string out;
};

// Never reads past the end; after the first thing missing everything reads as nothing and `why` says what it was.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : left_(bytes) {}

  template <class T>
  T number(const char* what) {
    std::make_unsigned_t<T> bits = 0;
    const auto raw = take(sizeof(T), what);
    for (std::size_t i = raw.size(); i-- > 0;)
      bits = static_cast<decltype(bits)>(bits << 4 << 4 | static_cast<std::uint8_t>(raw[i]));
    return static_cast<T>(bits);
  }
  Time time(const char* what) { return at_micros(number<std::int64_t>(what)); }
  Uuid uuid(const char* what) {
    const auto raw = take(16, what);
    return raw.empty() ? Uuid{} : uuid_of(raw);
  }
  Digest digest(const char* what) {
    Digest d{};
    const auto raw = take(d.size(), what);
    std::copy(raw.begin(), raw.end(), d.begin());
    return d;
  }
  std::string text(const char* what) { return std::string{take(number<std::uint32_t>(what), what)}; }
  template <class E>
  E one_of(E last, const char* what) {
    const auto value = number<std::uint8_t>(what);
    if (value > static_cast<std::uint8_t>(last)) fail(std::string{what} + " is unknown");
    return static_cast<E>(value);
  }
  void fail(std::string why) {
    if (why_.empty()) why_ = std::move(why);
    left_ = {};
  }
  std::size_t left() const { return left_.size(); }
  const std::string& why() const { return why_; }

 private:
  std::string_view take(std::size_t n, const char* what) {
    if (n > left_.size()) {
      fail("the record ends within " + std::string{what});
      return {};
    }
    const auto taken = left_.substr(0, n);
    left_.remove_prefix(n);
    return taken;
  }

  std::string_view left_;
  std::string why_;
};

void write(Writer& w, const Fence& f) {
  w.uuid(f.incarnation);
  w.number(f.epoch);
  w.uuid(f.writer);
  w.time(f.ts);
  w.text(f.endpoint);
}

void write(Writer& w, const Entry& e) {
  w.text(e.wire);
  w.uuid(e.stream);
  w.number(e.version);
  w.time(e.occurred_at);
  w.number(static_cast<std::uint8_t>(e.origin));
  w.text(e.body);
}

void write(Writer& w, const Commit& c) {
  w.number(c.epoch);
  w.uuid(c.writer);
  w.number(c.seq);
  w.digest(c.prev_chain);
  w.time(c.ts);
  w.uuid(c.tenant);
  w.uuid(c.command);
  w.digest(c.fingerprint);
  w.number(static_cast<std::uint8_t>(c.principal.kind));
  w.uuid(c.principal.id);
  w.uuid(c.member);
  w.uuid(c.cause);
  w.text(c.ask);
  w.uuid(c.subject);
  w.number(c.subject_version);
  w.number(static_cast<std::uint32_t>(c.facts.size()));
  for (const auto& e : c.facts) write(w, e);
}

void write(Writer& w, const Provenance& from) {
  w.uuid(from.session);
  w.uuid(from.trace);
  w.number(from.span);
}

void write(Writer& w, const Noop& n) {
  w.number(n.epoch);
  w.uuid(n.writer);
  w.number(n.seq);
  w.digest(n.prev_chain);
  w.time(n.ts);
}

Fence read_fence(Reader& r) {
  Fence f;
  f.incarnation = r.uuid("incarnation");
  f.epoch = r.number<std::int64_t>("epoch");
  f.writer = r.uuid("writer");
  f.ts = r.time("ts");
  f.endpoint = r.text("endpoint");
  return f;
}

Entry read_entry(Reader& r) {
  Entry e;
  e.wire = r.text("wire");
  e.stream = r.uuid("stream");
  e.version = r.number<std::int64_t>("version");
  e.occurred_at = r.time("occurred_at");
  e.origin = r.one_of(Origin::import, "origin");
  e.body = r.text("body");
  return e;
}

Commit read_commit(Reader& r) {
  Commit c;
  c.epoch = r.number<std::int64_t>("epoch");
  c.writer = r.uuid("writer");
  c.seq = r.number<std::int64_t>("seq");
  c.prev_chain = r.digest("prev_chain");
  c.ts = r.time("ts");
  c.tenant = r.uuid("tenant");
  c.command = r.uuid("command");
  c.fingerprint = r.digest("fingerprint");
  c.principal.kind = r.one_of(PrincipalKind::api_key, "principal kind");
  c.principal.id = r.uuid("principal");
  c.member = r.uuid("member");
  c.cause = r.uuid("cause");
  c.ask = r.text("ask");
  c.subject = r.uuid("subject");
  c.subject_version = r.number<std::int64_t>("subject_version");
  // The count is not trusted: facts are read one by one until the bytes are used up.
  auto n = r.number<std::uint32_t>("number of facts");
  for (; n > 0 && r.why().empty(); --n) c.facts.push_back(read_entry(r));
  return c;
}

Provenance read_provenance(Reader& r) {
  Provenance from;
  from.session = r.uuid("session");
  from.trace = r.uuid("trace");
  from.span = r.number<std::uint64_t>("span");
  if (from == Provenance{}) r.fail("it says that it has a provenance and has none");
  return from;
}

Noop read_noop(Reader& r) {
  Noop n;
  n.epoch = r.number<std::int64_t>("epoch");
  n.writer = r.uuid("writer");
  n.seq = r.number<std::int64_t>("seq");
  n.prev_chain = r.digest("prev_chain");
  n.ts = r.time("ts");
  return n;
}

std::uint32_t checksum(std::string_view bytes) {
  return crc32c(bytes.substr(covered_from), crc32c(bytes.substr(0, crc_at)));
}

bool has_provenance(const Commit& c) { return c.from != Provenance{}; }
template <class R>
bool has_provenance(const R&) { return false; }

template <class R>
std::string framed(Partition partition, RecordKind kind, const R& record) {
  Writer w;
  w.out.reserve(1024);
  w.out += magic;
  w.number(has_provenance(record) ? format_with_provenance : format);
  w.number(static_cast<std::uint8_t>(kind));
  w.number(std::uint32_t{0});
  w.number(static_cast<std::uint16_t>(partition));
  write(w, record);
  if constexpr (std::is_same_v<R, Commit>)
    if (has_provenance(record)) write(w, record.from);
  Writer crc;
  crc.number(checksum(w.out));
  w.out.replace(crc_at, 4, crc.out);
  return std::move(w.out);
}

}  // namespace

std::string encode(Partition partition, const Record& record) {
  if (const auto* c = std::get_if<Commit>(&record)) return encode(partition, *c);
  if (const auto* f = std::get_if<Fence>(&record)) return framed(partition, RecordKind::fence, *f);
  return framed(partition, RecordKind::noop, std::get<Noop>(record));
}

std::string encode(Partition partition, const Commit& commit) { return framed(partition, RecordKind::commit, commit); }

std::variant<Record, Undecodable> decode(Partition partition, std::string_view bytes) {
  record_work.decoded.fetch_add(1, std::memory_order_relaxed);
  if (bytes.size() > max_record_bytes) return Undecodable{"longer than a record may be"};
  if (bytes.size() < covered_from + 2 || bytes.substr(0, 2) != magic)
    return Undecodable{"not a record of this journal"};
  const auto its_format = static_cast<std::uint8_t>(bytes[2]);
  if (its_format != format && its_format != format_with_provenance) return Undecodable{"format " + std::to_string(its_format) + " is newer than this program"};
  Reader head{bytes.substr(crc_at)};
  if (head.number<std::uint32_t>("crc") != checksum(bytes)) return Undecodable{"its checksum is wrong"};
  Reader r{bytes.substr(covered_from)};
  if (const auto p = r.number<std::uint16_t>("partition"); p != partition)
    return Undecodable{"it belongs to partition " + std::to_string(p)};
  Record record;
  switch (static_cast<RecordKind>(bytes[3])) {
    case RecordKind::fence: record = read_fence(r); break;
    case RecordKind::commit: record = read_commit(r); break;
    case RecordKind::noop: record = read_noop(r); break;
    default: return Undecodable{"its kind is unknown"};
  }
  if (its_format == format_with_provenance) {
    auto* commit = std::get_if<Commit>(&record);
    if (!commit) return Undecodable{"only a commit has a provenance"};
    commit->from = read_provenance(r);
  }
  if (!r.why().empty()) return Undecodable{r.why()};
  if (r.left() > 0) return Undecodable{"bytes follow its last field"};
  return record;
}

}  // namespace millrace
