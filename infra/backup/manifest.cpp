#include "infra/backup/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "infra/backup/sealed.hpp"
#include "infra/crypto/sha256.hpp"
#include "schemas/json/wires.hpp"
#include "schemas/json/codec.hpp"

namespace millrace::backup {

namespace {

constexpr std::size_t erased_at_once = 1000;           // in a line
constexpr std::int64_t format = 1;

Chain chain_of(const std::string& text) {
  Chain out;
  if (text.size() != 2 * out.size()) throw Damaged("the backup names a chain that is none");
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto [end, wrong] = std::from_chars(text.data() + 2 * i, text.data() + 2 * i + 2, out[i], 16);
    if (wrong != std::errc{} || end != text.data() + 2 * i + 2) throw Damaged("the backup names a chain that is none");
  }
  return out;
}

bool stays_inside(const std::string& path) {
  const std::filesystem::path p{path};
  const auto in = [&](const char* directory) { return path.starts_with(directory); };
  return (in("journal/") || in("keys/") || in("files/")) && p.lexically_normal() == p && p.has_filename() && path.find("..") == path.npos && path.find('\0') == path.npos;
}

template <class T>
void add(std::string& out, const char* kind, const T& value) { out += fmt::format("{} {}\n", kind, to_json(value)); }

}  // namespace

std::vector<PartitionStand> stands_of(const Reports& reports) {
  std::vector<PartitionStand> out;
  for (Partition p = 0; p < partitions; ++p) {
    const auto& r = reports[static_cast<std::size_t>(p)];
    if (r.records > 0) out.push_back({p, r.records, r.head.epoch, r.head.seq, r.head.fence, r.head.incarnation, r.head.writer, hex(r.head.chain), r.head.ts});
  }
  return out;
}

Reports reports_of(const std::vector<PartitionStand>& stands) {
  Reports out;
  for (const auto& s : stands) {
    if (s.partition < 0 || s.partition >= partitions) throw Damaged("the backup names a partition that there is not");
    auto& r = out[static_cast<std::size_t>(s.partition)];
    r.records = s.records;
    r.head = {s.incarnation, s.epoch, s.writer, s.seq, chain_of(s.chain), s.ts, s.fence};
  }
  return out;
}

std::set<std::string> Manifest::pieces() const {
  std::set<std::string> out;
  for (const auto& file : files) out.insert(file.pieces.begin(), file.pieces.end());
  return out;
}

std::int64_t Manifest::bytes() const {
  std::int64_t sum = 0;
  for (const auto& file : files) sum += file.bytes;
  return sum;
}

std::string to_text(const Manifest& m) {
  std::string out;
  add(out, "about", m.about);
  for (const auto& file : m.files) add(out, "file", file);
  for (auto at = m.erased.begin(); at != m.erased.end();) {
    Erased line;
    for (; at != m.erased.end() && line.key_ids.size() < erased_at_once; ++at) line.key_ids.push_back(*at);
    add(out, "erased", line);
  }
  return out + "end\n";
}

Manifest manifest_of(std::string_view name, std::string_view text) {
  Manifest out;
  bool about = false, ended = false;
  const auto wrong = [&](const std::string& what) -> Damaged { return Damaged(fmt::format("{} is damaged: {}", name, what)); };
  try {
    while (!text.empty() && !ended) {
      const auto line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      const auto kind = line.substr(0, line.find(' ')), value = line.substr(std::min(kind.size() + 1, line.size()));
      if (kind == "about") out.about = from_json<About>(value), about = true;
      else if (kind == "file") out.files.push_back(from_json<File>(value));
      else if (kind == "erased") for (const auto& id : from_json<Erased>(value).key_ids) out.erased.insert(id);
      else if (kind == "end") ended = true;
      else throw wrong("a line of it is of no kind that this release knows");
      if (about && out.about.format != format) throw wrong("it was made by a newer release, which restores it");
    }
  } catch (const Damaged&) {
    throw;
  } catch (const std::runtime_error& e) {
    throw wrong(e.what());
  }
  if (!about || !ended) throw wrong("it is not whole");
  for (const auto& file : out.files)
    if (!stays_inside(file.path)) throw wrong("it names a file outside the data directory");
  return out;
}

std::string manifest_name(Time at) {
  auto text = to_rfc3339(at);
  std::replace(text.begin(), text.end(), ':', '-');
  return manifests + text;
}

std::optional<Time> time_of_manifest(std::string_view name) {
  if (!name.starts_with(manifests)) return {};
  std::string text{name.substr(std::string_view(manifests).size())};
  for (const std::size_t at : {13, 16})
    if (text.size() > at && text[at] == '-') text[at] = ':';
  return parse_rfc3339(text);
}

std::string release_fingerprint() {
  std::vector<std::string_view> names;
  for (const auto* type : Wires::house().all()) names.push_back(type->wire);
  std::sort(names.begin(), names.end());
  Sha256 all;
  for (const auto name : names) all.add(name).add("\n");
  return hex(all.digest()).substr(0, 16);
}

}  // namespace millrace::backup
