#include "infra/backup/backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <thread>

#include "infra/backup/prune.hpp"
#include "infra/crypto/cipher.hpp"
#include "infra/crypto/sha256.hpp"
#include "infra/crypto/vault.hpp"
#include "infra/segments/journal.hpp"

namespace millrace::backup {

namespace fs = std::filesystem;

namespace {

constexpr int key_looks = 5;
constexpr auto patience = std::chrono::minutes{10};    // while another one is being made

class Making {
 public:
  Making(const Options& o, ObjectStore& store, Random& random, Time now)
      : options_(o), store_(store), master_(existing_master(o.data, o.master_key_file, random)), own_(OwnKeys::of(master_)), source_(o.data) {
    names_ = manifest_names(store_);
    made_.at = named_ = now;
    if (!names_.empty()) named_ = std::max(now, *time_of_manifest(names_.back()) + Duration{1});        // clocks go back
    know_before();
    for (const auto& entry : store_.list(prefix())) there_.insert(entry.name);
  }

  Made run() {
    journal();
    source_.need_acknowledged(reports_);
    others();
    erased();
    write_manifest();
    if (options_.read_back == ReadBack::yes) read_back();
    remove_old();
    return made_;
  }

 private:
  std::string prefix() const { return pieces_prefix + name_of(recipient_) + "/"; }

  // The newest backup that is not damaged. It is this journal's, or this is not the place for backups of it.
  void know_before() {
    std::string damage;
    for (auto name = names_.rbegin(); name != names_.rend() && before_.files.empty(); ++name) try {
        const auto sealed = fetched(store_, *name, most_sealed(most_manifest_bytes));
        before_recipient_ = recipient_of(*name, sealed);
        before_ = manifest_of(*name, open(*name, sealed, ByOwn{own_.manifests}, most_manifest_bytes));
      } catch (const WrongKey&) {
        throw Refused(fmt::format("{} holds backups of another journal, or from under another master key: give this one a place of its own", store_.place()));
      } catch (const Damaged& e) {
        damage = e.what();
      }
    if (before_.files.empty() && !damage.empty()) throw Damaged(damage + "; remove it, or give these backups another place");
    choose_recipient();
  }

  void choose_recipient() {
    recipient_ = options_.recipient;
    if (options_.passphrase.empty()) return;
    const auto& before = before_recipient_.stretching;
    recipient_ = stretched(options_.passphrase, before.value_or(fresh_stretching())).recipient;
    if (before && recipient_ != before_recipient_)
      throw WrongKey(fmt::format("this is not the passphrase of the backups in {}: say that one, or choose another place", store_.place()));
  }

  void go_on() const {
    if (options_.stop()) throw Refused("the backup was broken off; the one before is whole, and the next one goes on from what was sent");
  }

  void remove_old() try {
    made_.removed = prune(store_, own_.manifests, options_.keep, named_ - life);
  } catch (const std::runtime_error& e) {
    throw std::runtime_error(fmt::format("a backup was made, {}, but old ones could not be removed: {}", made_.name, e.what()));
  }

  // Segments of the backup before that no longer change, in order; those of another history, none.
  std::vector<File> unchanged(std::uint64_t segments) const {
    std::vector<File> out;
    if (before_.about.incarnation != source_.incarnation()) return out;
    for (const auto& file : before_.files) {
      const auto number = out.size() + 1;
      if (static_cast<std::int64_t>(number) > before_.about.sealed_segments) return out;
      const auto now = number <= segments ? source_.unchanging(number) : std::nullopt;
      if (file.path != path_of(number) || !now || now->bytes != file.bytes || now->tail != file.tail) return {};
      out.push_back(file);
    }
    return out;
  }
  static std::string path_of(std::uint64_t number) { return "journal/" + millrace::segments::segment_name(number); }

  void journal() {
    const auto segments = source_.segments();
    const auto known = unchanged(segments);
    if (!known.empty()) reports_ = reports_of(before_.about.sealed_stands);
    manifest_.about.sealed_segments = static_cast<std::int64_t>(known.size());
    manifest_.about.sealed_stands = stands_of(reports_);
    for (std::uint64_t number = 1; number <= segments; ++number) {
      go_on();
      const bool folded = number <= known.size();
      if (folded && is_there(known[number - 1])) manifest_.files.push_back(known[number - 1]);
      else read_segment(number, !folded);
    }
    made_.segments = manifest_.about.segments = static_cast<std::int64_t>(segments);
    manifest_.about.stands = stands_of(reports_);
    for (const auto& stand : manifest_.about.stands) made_.records += stand.records;
    manifest_.about.records = made_.records;
  }

  bool is_there(const File& file) const {
    return std::all_of(file.pieces.begin(), file.pieces.end(), [&](const auto& name) { return there_.contains(name); });
  }

  void read_segment(std::uint64_t number, bool fold) {
    const auto segment = source_.segment(number);
    if (fold) fold_segment(reports_, number, segment.bytes);
    File file{.path = path_of(number), .bytes = static_cast<std::int64_t>(segment.bytes.size()), .sha256 = hex(sha256(segment.bytes)), .sealed = segment.sealed};
    for (std::size_t at = 0; at < segment.bytes.size(); at += piece_bytes) file.pieces.push_back(sent(std::string_view{segment.bytes}.substr(at, piece_bytes)));
    if (segment.sealed) file.tail = tail_of(segment.bytes);
    if (segment.sealed && fold && manifest_.about.sealed_segments + 1 == static_cast<std::int64_t>(number)) {
      manifest_.about.sealed_segments = static_cast<std::int64_t>(number);
      manifest_.about.sealed_stands = stands_of(reports_);
    }
    manifest_.files.push_back(std::move(file));
  }

  void others() {
    for (const auto& path : source_.other_files()) {
      go_on();
      File file{.path = path};
      Sha256 hash;
      source_.settled(path, [&](std::string_view piece) {
        hash.add(piece);
        file.bytes += static_cast<std::int64_t>(piece.size());
        file.pieces.push_back(sent(piece));
      }, [&] {
        file = {.path = path};
        hash = {};
      });
      file.sha256 = hex(hash.digest());
      manifest_.files.push_back(std::move(file));
    }
    manifest_.about.master_key = options_.master_key_file.empty();
  }

  // Behind the copy of the keys: what was destroyed in between is in here, and is destroyed again by whoever restores it.
  void erased() {
    const auto keys = source_.data() / "keys";
    for (int look = 1;; ++look) try {
        manifest_.erased.clear();
        open_key_file(keys, key_store_mac_key(master_.now), KeyFile::Mode::read, [&](const StoredKey& key) {
          if (key.destroyed()) manifest_.erased.insert(key.id);
        });
        break;
      } catch (const VaultRefused&) {                  // the server adds keys at this moment, or the file is damaged
        if (look == key_looks) throw;
      }
    for (const auto& key : before_.erased) manifest_.erased.insert(key);
  }

  std::string sent(std::string_view piece) {
    const auto name = prefix() + hex(hmac_sha256(raw(own_.names), raw(sha256(piece))));
    if (there_.insert(name).second) put(name, seal(name, piece, recipient_));
    return name;
  }

  void put(const std::string& name, Sealed sealed) {
    store_.put(name, content_of(sealed.bytes));
    ++made_.sent;
    made_.sent_bytes += static_cast<std::int64_t>(sealed.bytes.size());
    fresh_[name] = sealed.key;
  }

  void write_manifest() {
    auto& about = manifest_.about;
    about.incarnation = source_.incarnation();
    about.at = made_.at;
    about.release = release_fingerprint();
    made_.bytes = manifest_.bytes();
    made_.name = manifest_name(named_);
    put(made_.name, seal(made_.name, to_text(manifest_), recipient_, &own_.manifests));
  }

  void read_back() {
    for (const auto& [name, key] : fresh_) {
      go_on();
      const bool manifest = name == made_.name;
      const auto most = manifest ? most_manifest_bytes : piece_bytes;
      try {
        const auto contents = open(name, fetched(store_, name, most_sealed(most)), ByKey{key}, most);
        if (manifest && contents == to_text(manifest_)) continue;
        if (!manifest && name == prefix() + hex(hmac_sha256(raw(own_.names), raw(sha256(contents))))) continue;
        throw Damaged(name + " is not what was put there");
      } catch (const std::runtime_error&) {            // it is none, then
        forget(name);
        throw;
      }
    }
  }

  // What cannot be read back goes, and is sent again the next time.
  void forget(const std::string& name) try {
    store_.remove(made_.name);
    store_.remove(name);
  } catch (const StoreTrouble&) {
  }

  const Options& options_;
  ObjectStore& store_;
  const MasterKey master_;
  const OwnKeys own_;
  const Source source_;
  Recipient recipient_, before_recipient_;
  std::vector<std::string> names_;                     // of the backups before
  Manifest before_;                                    // the newest of them
  std::set<std::string> there_;                        // objects
  std::map<std::string, Key> fresh_;                   // sent this time
  Reports reports_;
  Manifest manifest_;
  Time named_{};                                       // by which its name comes behind those of the others
  Made made_;
};

}  // namespace

OwnKeys OwnKeys::of(const MasterKey& master) { return {crypto::hkdf_sha256(master.first, "backup manifests"), crypto::hkdf_sha256(master.first, "backup names")}; }

MasterKey existing_master(const fs::path& data, const fs::path& file, Random& random) {
  const auto keys = data / "keys";
  if (const auto path = file.empty() ? keys / "master" : file; !fs::exists(path))
    throw Refused(fmt::format("there is no master key {}: name its file with --master-key-file, or the data directory with --data", path.string()));
  return master_key(keys, file, random);
}

std::optional<Manifest> newest(ObjectStore& store, const OwnKeys& own) {
  const auto names = manifest_names(store);
  if (names.empty()) return {};
  const auto& name = names.back();
  return manifest_of(name, open(name, fetched(store, name, most_sealed(most_manifest_bytes)), ByOwn{own.manifests}, most_manifest_bytes));
}

namespace {

// One after the other.
std::unique_ptr<segments::Files::Held> alone(const Options& o) {
  segments::incarnation_of(segments::disk(), o.data / "journal");      // nothing is made where there is none
  const auto mine = o.data / "run" / "backup";
  fs::create_directories(mine);
  for (const auto until = std::chrono::steady_clock::now() + patience; !o.stop() && std::chrono::steady_clock::now() < until;) {
    if (auto held = segments::disk().lock(mine)) return held;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  throw Refused(fmt::format("another backup of {} is being made", o.data.string()));
}

}  // namespace

Made make(const Options& o, ObjectStore& store, Random& random, std::function<Time()> now) {
  const auto held = alone(o);
  const auto began = now();                            // before anything is read
  return Making{o, store, random, began}.run();
}

}  // namespace millrace::backup
