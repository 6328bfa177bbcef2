#include "infra/main/keys_export.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "infra/backup/sealed.hpp"
#include "infra/crypto/cipher.hpp"
#include "infra/main/journal_cat.hpp"
#include "infra/main/wrong_use.hpp"
#include "schemas/fold/committed.hpp"
#include "schemas/journal/accept.hpp"
#include "schemas/json/node.hpp"

namespace millrace {

namespace {

constexpr std::string_view sealed_as = "millrace keys", format = "millrace-keys-1";
constexpr std::size_t most_bytes = std::size_t{1} << 30;

struct Found {
  std::map<Uuid, Uuid> subjects;                       // by key
  std::size_t unreadable = 0;                          // records
};

// Every key that seals text in a record of that business.
Found keys_in(const JournalView& journal, const Uuid& business, Vault& vault) {
  Found found;
  Accepted state;
  const auto partition = partition_of(business);
  journal.scan(partition, [&](const Stored& stored) {
    auto decoded = decode(partition, stored.bytes);
    auto* record = std::get_if<Record>(&decoded);
    if (!record || !accept(state, partition, stored.offset, *record, stored.bytes)) return true;
    auto* commit = std::get_if<Commit>(record);
    if (!commit || commit->tenant != business) return true;
    const auto opened = open_commit(partition, stored.offset, std::move(*commit), vault);
    const auto* readable = std::get_if<Committed>(&opened);
    if (!readable) ++found.unreadable;
    for (const auto& [subject, key] : readable ? readable->subject_keys : std::vector<std::pair<Uuid, Uuid>>{}) found.subjects.emplace(key, subject);
    return true;
  });
  return found;
}

std::string contents_of(const Uuid& business, const Uuid& incarnation, const Found& found, KeyRing& keys, std::size_t& count) {
  std::string lines;
  JsonWriter{lines}.begin_object().key("format").text(format).key("business").text(to_string(business)).key("journal").text(to_string(incarnation)).end_object();
  lines += '\n';
  for (const auto& [key, subject] : found.subjects) {
    const auto data = keys.data_key_of(key, business);
    if (!data) continue;
    JsonWriter{lines}.begin_object().key("key").text(to_string(key)).key("subject").text(to_string(subject)).key("data_key").text(base64url(raw(*data))).end_object();
    lines += '\n';
    ++count;
  }
  return lines;
}

// Anew, and for its owner alone.
void write_new(const std::string& file, std::string_view bytes) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) throw WrongUse(errno == EEXIST ? file + " is there already: name another file with --to" : file + " cannot be written");
  while (!bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n <= 0) break;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  const bool kept = bytes.empty() && ::fsync(fd) == 0;
  ::close(fd);
  if (!kept) throw std::runtime_error(file + " could not be written");
}

std::string contents_of(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) throw WrongUse(file + " cannot be read");
  return {std::istreambuf_iterator<char>{in}, {}};
}

void each_line(std::istream& in, const std::function<void(const std::string&)>& what) {
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) what(line);
}

// What opens texts of one business with its exported keys.
class Exported final : public Vault {
 public:
  explicit Exported(const std::string& lines) {
    std::istringstream in{lines};
    each_line(in, [this](const std::string& line) {
      const Document document{line};
      const auto said = [&](const char* name) { return document.root().find(name); };
      if (document.fault() != Document::Fault::none) throw WrongUse("this is no file of keys");
      if (const auto business = said("business")) business_ = parse_uuid(business->text()).value_or(Uuid{});
      const auto key = said("key"), data = said("data_key");
      if (!key || !data) return;
      const auto id = parse_uuid(key->text());
      const auto secret = base64url_decode(data->text());
      if (id && secret) keys_[*id] = *secret;
    });
  }
  std::optional<Uuid> fresh_key() override { return {}; }
  std::string seal(const Uuid&, const Uuid&, std::string_view, std::string_view) override { throw std::logic_error("exported keys seal nothing"); }
  Opened open(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view sealed) override {
    const auto known = keys_.find(key);
    if (known == keys_.end() || tenant != business_) return {Opening::unknown_key, {}};
    auto text = crypto::gcm_open(known->second, context, sealed);
    return text ? Opened{Opening::opened, std::move(*text)} : Opened{Opening::corrupt, {}};
  }
  Digest secret(std::string_view) override { return {}; }    // of digests that nobody compares here

 private:
  Uuid business_{};
  std::map<Uuid, std::string> keys_;
};

std::string opened_fact(Node fact, const Uuid& tenant, Vault& vault) {
  Entry entry;
  if (const auto type = fact.find("type")) entry.wire = type->text();
  if (const auto stream = fact.find("stream")) entry.stream = parse_uuid(stream->text()).value_or(Uuid{});
  if (const auto body = fact.find("body")) entry.body = body->json();
  std::string text;
  JsonWriter out{text};
  out.begin_object();
  fact.members([&](std::string_view name, Node value) { out.key(name).raw(name == "body" ? body_of(entry, tenant, &vault) : value.json()); });
  out.end_object();
  return text;
}

// A line that is none of a journal's commits stays as it is.
std::string opened_line(const std::string& line, Vault& vault) {
  const Document document{line};
  if (document.fault() != Document::Fault::none || document.root().kind() != Node::Kind::object) return line;
  const auto tenant = document.root().find("tenant"), facts = document.root().find("facts");
  if (!tenant || !facts) return line;
  const auto business = parse_uuid(tenant->text()).value_or(Uuid{});
  std::string text;
  JsonWriter out{text};
  out.begin_object();
  document.root().members([&](std::string_view name, Node value) {
    if (name != "facts") return void(out.key(name).raw(value.json()));
    out.key(name).begin_array();
    value.elements([&](Node fact) { out.raw(opened_fact(fact, business, vault)); });
    out.end_array();
  });
  out.end_object();
  return text;
}

}  // namespace

int keys_export(const KeysExportOptions& o) try {
  const auto business = parse_uuid(o.business);
  if (!business || business->nil()) throw WrongUse("--business " + o.business + ": give the id of a business, a UUID");
  const auto recipient = backup::read_public(o.public_key);
  const auto journal = view_journal(o);
  SystemRandom random;
  const auto vault = view_keys(o, o.master_key_file, random);   // after the journal: a key is on the disk before what it seals
  auto* keys = dynamic_cast<KeyRing*>(vault.get());
  if (!keys) throw WrongUse("there are no keys for " + master_key_of(o.data, o.master_key_file).string());
  const auto found = keys_in(journal, *business, *vault);
  if (found.subjects.empty()) throw WrongUse("nothing is sealed in this journal for the business " + o.business);
  std::size_t count = 0;
  const auto contents = contents_of(*business, journal.incarnation, found, *keys, count);
  write_new(o.to, backup::seal(sealed_as, contents, recipient).bytes);
  fmt::print("keys export: keys={} erased={}{}; only the private key of {} opens {}\n", count, found.subjects.size() - count,
             found.unreadable ? fmt::format(" records_unreadable={}", found.unreadable) : "", o.public_key, o.to);
  return 0;
} catch (const backup::WrongKey& e) {
  throw WrongUse(e.what());
} catch (const VaultRefused& e) {
  throw WrongUse(e.what());
}

int keys_open(const KeysOpenOptions& o) try {
  const auto lines = backup::open(sealed_as, contents_of(o.file), backup::ByPair{backup::read_pair(o.key)}, most_bytes);
  if (o.history.empty()) {
    std::fwrite(lines.data(), 1, lines.size(), stdout);
    return 0;
  }
  Exported vault{lines};
  std::ifstream in{o.history};
  if (!in) throw WrongUse(o.history + " cannot be read");
  each_line(in, [&](const std::string& line) { fmt::print("{}\n", opened_line(line, vault)); });
  return 0;
} catch (const backup::WrongKey& e) {
  throw WrongUse(e.what());
} catch (const backup::Damaged& e) {
  throw WrongUse(o.file + ": " + e.what());
}

}  // namespace millrace
