#include "infra/heads/verify.hpp"

#include <boost/describe.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "schemas/journal/merkle.hpp"
#include "schemas/json/codec.hpp"

namespace millrace::heads {

namespace {

// As gateways/core/heads.cpp answers it.
struct Proof {
  std::int64_t partition = 0, index = 0, size = 0;
  std::string record;
  std::vector<std::string> path;
  SignedHead head;
};
BOOST_DESCRIBE_STRUCT(Proof, (), (partition, index, size, record, path, head))

using BySize = std::multimap<std::uint64_t, Stated>;

void hold_to(Partition p, const BySize& said, const Scan& scan, Findings& out) {
  merkle::Frontier tree;
  auto next = said.begin();
  const auto compare = [&] {
    for (; next != said.end() && next->first == tree.size(); ++next)
      if (tree.root() != next->second.root)
        out.faults.push_back(fmt::format("partition {}: its first {} records are not those of the head of {}: some were changed, dropped, added or moved",
                                         p, next->first, next->second.at));
  };
  compare();
  scan(p, [&](std::string_view record) {
    tree.add(merkle::leaf(record));
    compare();
    return true;
  });
  out.records += tree.size();
  if (next != said.end())
    out.faults.push_back(fmt::format("partition {}: it has {} records, and the head of {} says {}: its end was cut off, or the journal was restored from before",
                                     p, tree.size(), said.rbegin()->second.at, said.rbegin()->first));
}

std::optional<std::string> base64_decode(std::string text) {
  text.erase(std::find(text.begin(), text.end(), '='), text.end());
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return base64url_decode(text);
}

}  // namespace

Findings verify(const std::vector<SignedHead>& heads, std::string_view key, const Scan& scan) {
  Findings out;
  std::map<Partition, BySize> said;
  for (const auto& head : heads) {
    ++out.heads;
    if (const auto good = stated(head, key)) said[good->partition].emplace(good->size, *good);
    else out.faults.push_back(fmt::format("the head of partition {} with {} records was not signed with this key", head.partition, head.size));
  }
  for (const auto& [p, of] : said) hold_to(p, of, scan, out);
  return out;
}

std::vector<SignedHead> read_heads(std::string_view lines) {
  std::vector<SignedHead> out;
  for (std::size_t n = 1; !lines.empty(); ++n) {
    const auto end = std::min(lines.find('\n'), lines.size());
    try {
      out.push_back(from_json<SignedHead>(lines.substr(0, end)));
    } catch (const std::exception&) {
      throw std::runtime_error(fmt::format("line {} is no head", n));
    }
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return out;
}

std::string fault_of_proof(std::string_view json, std::string_view key) {
  const auto proof = from_json<Proof>(json);
  const auto said = stated(proof.head, key);
  if (!said) return "its head was not signed with this key";
  const auto record = base64_decode(proof.record);
  if (!record) return "its record is not base64";
  std::vector<Digest> path;
  for (const auto& text : proof.path) {
    const auto hash = digest_of(text);
    if (!hash) return "its path holds something that is no hash";
    path.push_back(*hash);
  }
  if (proof.partition != said->partition || static_cast<std::uint64_t>(proof.size) != said->size || proof.index < 0) return "it is about another place than its head";
  return merkle::included(merkle::leaf(*record), static_cast<std::uint64_t>(proof.index), said->size, path, said->root)
             ? std::string{}
             : "the record does not lie at that place of the head's tree: it, its place or the path was changed";
}

std::string key_in_proof(std::string_view json) { return from_json<Proof>(json).head.key; }

}  // namespace millrace::heads
