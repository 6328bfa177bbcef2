// The signed heads of the part of the journal that holds a business, and proofs against them. Others' records lie in the same part: of these a
// proof shows hashes, and they are of sealed bytes.
#include "gateways/core/heads.hpp"

#include <charconv>

#include "gateways/core/entry.hpp"
#include "gateways/core/history.hpp"
#include "gateways/core/modules.hpp"
#include "gateways/core/record_view.hpp"
#include "schemas/journal/merkle.hpp"

namespace millrace {

namespace {

struct SignedHeads { std::vector<SignedHead> items; };
BOOST_DESCRIBE_STRUCT(SignedHeads, (), (items))

// RFC 9162 §2.1.4.
struct ConsistencyProof {
  std::int64_t partition = 0, from = 0, to = 0;
  std::vector<std::string> path;               // in hexadecimal digits, as all hashes here
};
BOOST_DESCRIBE_STRUCT(ConsistencyProof, (), (partition, from, to, path))

// RFC 9162 §2.1.3: `leaf` is SHA-256(0x00 ‖ record), the one of number `index` in the tree of the head.
struct InclusionProof {
  std::string event_id;
  std::int64_t partition = 0, index = 0, size = 0;
  std::string leaf, record;                    // record: its bytes as they lie in the journal, in base64
  std::vector<std::string> path;
  SignedHead head;
};
BOOST_DESCRIBE_STRUCT(InclusionProof, (), (event_id, partition, index, size, leaf, record, path, head))

std::vector<std::string> in_hex(const std::vector<Digest>& path) {
  std::vector<std::string> out;
  for (const auto& hash : path) out.push_back(hexadecimal(raw(hash)));
  return out;
}

Response nobody_signs() { return unavailable(rule::events_unreadable, {}, 5); }

Response newest(const Call& call, const Reader&) {
  if (auto no = owners_only(call)) return std::move(*no);
  if (!call.services.heads) return nobody_signs();
  return json_reply(200, to_json(SignedHeads{call.services.heads->newest(partition_of(call.tenant))}));
}

std::int64_t size_named(const Call& call, std::string_view name) {
  const auto text = call.request->param(name);
  std::int64_t out = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), out);
  return wrong == std::errc{} && end == text.data() + text.size() ? out : 0;
}

Response consistency(const Call& call, const Reader&) {
  if (auto no = owners_only(call)) return std::move(*no);
  if (!call.services.heads) return nobody_signs();
  const auto p = partition_of(call.tenant);
  const auto from = size_named(call, "from"), to = size_named(call, "to");
  const auto path = call.services.heads->consistency(p, from, to);
  if (!path) return problem(rule::heads_range);
  return json_reply(200, to_json(ConsistencyProof{p, from, to, in_hex(*path)}));
}

Response inclusion(const Call& call, const Reader& reader) {
  if (auto no = owners_only(call)) return std::move(*no);
  if (!call.services.heads) return nobody_signs();
  const auto event = event_named(call, reader, call.request->param("id"));
  if (const auto* no = std::get_if<Response>(&event)) return *no;
  const auto& named = std::get<NamedEvent>(event);
  const auto proof = call.services.heads->inclusion(named.id.partition, named.id.offset);
  if (!proof) return nobody_signs();
  return json_reply(200, to_json(InclusionProof{to_string(named.id), named.id.partition, named.id.offset, proof->head.size, hexadecimal(raw(merkle::leaf(named.bytes))),
                                                base64(named.bytes), in_hex(proof->path), proof->head}));
}

// It reads the journal itself.
Route slow(Route route) {
  std::get<route::Read>(route.kind).slow = true;
  return route;
}

}  // namespace

Module core::heads() {
  auto all = slow(answering<SignedHeads>(read("/heads", anybody, Scope::business, &newest)));
  auto between = slow(answering<ConsistencyProof>(read("/heads/proofs", anybody, Scope::business, &consistency)));
  between.query = {{"from", "the size of the earlier head", {}, &shape_of<std::int64_t>()}, {"to", "the size of the later one", {}, &shape_of<std::int64_t>()}};
  auto one = slow(answering<InclusionProof>(read("/businesses/{business_id}/audit/proof", anybody, Scope::business, &inclusion)));
  one.query = {{"id", "an event, as GET /events and the audit list name it"}};
  return {.name = "core/heads", .routes = {std::move(all), std::move(between), std::move(one)}, .rules = {rule::heads_range}};
}

}  // namespace millrace
