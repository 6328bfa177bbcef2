#include "commands/inbox/imports/asks.hpp"
#include "domain/inbox/conversation/rights.hpp"
#include "gateways/core/view.hpp"
#include "gateways/inbox/modules.hpp"

namespace millrace {

namespace {

struct Taken {
  Id<Import> id;
  std::int64_t conversations = 0;
};
BOOST_DESCRIBE_STRUCT(Taken, (), (id, conversations))

// How much of it was new, and how much was here already.
Response taken(const Call&, const Committed& record) {
  const auto& e = *last_fact<imports::Taken>(record);
  std::string body;
  JsonWriter out{body};
  out.begin_object();
  add_members(out, Taken{e.id, e.conversations});
  out.key("new").integer(e.new_messages).key("known").integer(e.known_messages).end_object();
  return json_reply(201, std::move(body));
}

// How many messages were new.
std::optional<activity::Entry> told_taken(const Call& call, const Reader&, const imports::Taken& e) {
  if (!call.actor.can.has(conversation::right::view_all)) return {};
  return activity::Entry{"import.taken", "import", e.id.value, {}, e.new_messages};
}
activity::Told of_history(activity::Told told) {
  told.imported = true;
  return told;
}

}  // namespace

Module inbox::imports() {
  auto route = up_to(4 << 20, importing(creating<imports::Load>("POST", "/import/conversations", anybody, Scope::business, &taken)));
  const Shown count{{&shape_of<std::int64_t>()}};        // `new` is a word of C++, so no struct can have it
  return {
      .name = "inbox/imports",
      .write_side = commands::imports(),
      .routes = {holding("known", count, holding("new", count, answering<Taken>(std::move(route))))},
      .activity = {of_history(activity::told<&told_taken>())},
      .rules = {
          imports::rule::import_denied, imports::rule::import_exists, imports::rule::import_too_much, imports::rule::import_empty,
          imports::rule::import_bad_author, imports::rule::import_source_invalid, imports::rule::import_key_twice,
          imports::rule::import_other_channel, imports::rule::import_without_customer, imports::rule::import_of_the_future},
  };
}

}  // namespace millrace
