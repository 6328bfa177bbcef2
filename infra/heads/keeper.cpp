#include "infra/heads/keeper.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <stdexcept>

#include "infra/crypto/sha256.hpp"
#include "schemas/json/codec.hpp"

namespace millrace::heads {

namespace {

constexpr std::size_t kept = 100;                      // heads of a partition, at hand
constexpr std::uint64_t read_again = 4 << 20;          // bytes of the file's end, at the start
constexpr int lowest = 19;
constexpr std::chrono::seconds long_enough{5};         // for the last heads of a process that ends

std::string_view bytes(const SigningKey::Public& key) { return {reinterpret_cast<const char*>(key.data()), key.size()}; }

}  // namespace

Keeper::Keeper(Options options, const Journal& journal, const Digest& seed, segments::Files& files)
    : options_(std::move(options)), journal_(journal), key_(seed), files_(files) {
  files_.make_directory(options_.directory);
  file_ = files_.open(options_.published, files_.exists(options_.published) ? segments::Files::Access::write : segments::Files::Access::create);
  read_published();
}

void Keeper::start() {
  thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

Keeper::~Keeper() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  {
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, long_enough, [this] { return ended_; });
  }
  giving_up_ = true;                                   // a long history is being read for the first time: the next process goes on
}

// A line that was cut short by a crash is nobody's.
void Keeper::read_published() {
  const auto size = file_->size();
  const auto from = size > read_again ? size - read_again : 0;
  auto text = file_->read(from, size - from);
  const auto end = text.rfind('\n');
  const auto whole = end == text.npos ? 0 : end + 1;
  if (whole < text.size()) file_->truncate(from + whole);
  text.resize(whole);
  for (std::size_t at = from ? text.find('\n') + 1 : 0; at < text.size();) {
    const auto next = text.find('\n', at);
    const auto head = from_json<SignedHead>(std::string_view{text}.substr(at, next - at));
    at = next + 1;
    auto& of = newest_[static_cast<Partition>(head.partition)];
    of.push_front(head);
    if (of.size() > kept) of.pop_back();
  }
}

void Keeper::run(const std::stop_token& stop) {
  ::setpriority(PRIO_PROCESS, 0, lowest);              // of this thread alone
  for (bool last = false; !last;) {
    last = stop.stop_requested();
    try_to_sign_all();
    std::unique_lock lock{mutex_};
    if (!last) wake_.wait_for(lock, stop, options_.every, [] { return false; });
  }
  const std::lock_guard lock{mutex_};
  ended_ = true;
  wake_.notify_all();
}

void Keeper::try_to_sign_all() try {
  sign_all();
  publish();
} catch (const GivenUp&) {
} catch (const std::exception& e) {
  if (options_.log_error) options_.log_error(std::string("the journal's heads were not signed, or not published: ") + e.what());
}

// Whoever wants a proof meanwhile waits for one partition, not for all; the disk is waited for once.
void Keeper::sign_all() {
  std::vector<SignedHead> heads;
  for (Partition p = 0; p < partitions; ++p) {
    const std::lock_guard lock{mutex_};
    if (journal_.end(p) == 0) continue;
    const auto& said = newest_[p];
    if (!said.empty() && checked_[static_cast<std::size_t>(p)] && said.front().size == journal_.end(p)) continue;
    const auto tree = grown(p);
    if (said.empty() || static_cast<std::uint64_t>(said.front().size) != tree.size()) heads.push_back(head_of(p, tree));
  }
  const std::lock_guard lock{mutex_};
  say(heads);
}

std::vector<SignedHead> Keeper::newest(Partition p) {
  const std::lock_guard lock{mutex_};
  const auto& of = newest_[p];
  return {of.begin(), of.end()};
}

std::optional<Heads::Inclusion> Keeper::inclusion(Partition p, Offset offset) {
  if (offset < 0 || offset >= journal_.end(p)) return {};
  const std::lock_guard lock{mutex_};
  const auto tree = grown(p);
  const auto& said = newest_[p];
  if (said.empty() || said.front().size <= offset) say({head_of(p, tree)});
  const auto& head = said.front();
  return Inclusion{merkle::inclusion(static_cast<std::uint64_t>(offset), static_cast<std::uint64_t>(head.size), tree.subtrees()), head};
}

std::optional<std::vector<Digest>> Keeper::consistency(Partition p, std::int64_t from, std::int64_t to) {
  if (from <= 0 || from > to || to > journal_.end(p)) return {};
  const std::lock_guard lock{mutex_};
  const auto tree = grown(p);
  return merkle::consistency(static_cast<std::uint64_t>(from), static_cast<std::uint64_t>(to), tree.subtrees());
}

Keeper::Figures Keeper::figures() const { return {signed_at_, contradicted_}; }

TreeFile Keeper::grown(Partition p) {
  TreeFile tree{files_, options_.directory, p};
  if (!checked_[static_cast<std::size_t>(p)]) need_what_was_said(p, tree);
  checked_[static_cast<std::size_t>(p)] = true;
  grow(p, tree);
  tree.write();
  return tree;
}

// What an earlier process has left is believed as far as its last head confirms it: nobody has waited until it was on the disk. Hashes that are
// not those of the head are made anew; if the journal has not what it says either, then somebody has changed the journal, or it has lost what it
// had.
void Keeper::need_what_was_said(Partition p, TreeFile& tree) {
  const auto& said = newest_[p];
  const auto last = said.empty() ? std::nullopt : stated(said.front(), bytes(key_.public_key()));
  tree.cut(last ? std::min<std::uint64_t>(last->size, static_cast<std::uint64_t>(journal_.end(p))) : 0);
  if (!last) return;
  grow(p, tree);
  if (holds(tree, *last)) return;
  tree.cut(0);
  grow(p, tree);
  if (holds(tree, *last)) return;
  ++contradicted_;
  if (options_.log_error)
    options_.log_error(fmt::format("partition {} of the journal does not hold the {} records that its head of {} says: it was changed, or has lost records; "
                                   "millrace audit verify says more", p, last->size, last->at));
}

bool Keeper::holds(const TreeFile& tree, const Stated& said) const {
  return tree.size() >= said.size && merkle::root(said.size, tree.subtrees()) == said.root;
}

void Keeper::grow(Partition p, TreeFile& tree) const {
  if (static_cast<Offset>(tree.size()) == journal_.end(p)) return;
  journal_.scan(p, static_cast<Offset>(tree.size()), [&](const Stored& record) {
    if (giving_up_) throw GivenUp{};
    tree.add(merkle::leaf(record.bytes));
    return true;
  });
}

SignedHead Keeper::head_of(Partition p, const TreeFile& tree) const {
  return sign(key_, journal_.incarnation(), p, tree.size(), merkle::root(tree.size(), tree.subtrees()), options_.now());
}

void Keeper::say(const std::vector<SignedHead>& heads) {
  if (heads.empty()) return;
  std::string lines;
  for (const auto& head : heads) lines += to_json(head) + "\n";
  file_->write(file_->size(), lines);
  file_->sync();
  for (const auto& head : heads) {
    auto& of = newest_[static_cast<Partition>(head.partition)];
    of.push_front(head);
    if (of.size() > kept) of.pop_back();
  }
  signed_at_ = heads.back().at;
  if (options_.publish) unpublished_.insert(unpublished_.end(), heads.begin(), heads.end());
}

// What could not be told now is told the next time.
void Keeper::publish() {
  std::vector<SignedHead> out;
  {
    const std::lock_guard lock{mutex_};
    out = unpublished_;
  }
  if (out.empty()) return;
  options_.publish(out);
  const std::lock_guard lock{mutex_};
  unpublished_.erase(unpublished_.begin(), unpublished_.begin() + static_cast<std::ptrdiff_t>(out.size()));
}

}  // namespace millrace::heads
