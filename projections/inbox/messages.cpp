#include "projections/inbox/messages.hpp"

#include "projections/connect/connections.hpp"
#include "projections/core/row_json.hpp"
#include "projections/identity/members.hpp"
#include "projections/inbox/channels.hpp"
#include "projections/inbox/conversations.hpp"

namespace millrace::message {

namespace {

void publish(const Rows& rows, const Uuid& tenant, const void*, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  const auto* row = static_cast<const MessageRow*>(after);
  if (!row) return;                                    // deleted messages stay, without their text
  const auto id = row->id.value;
  changes.push_back({channels::conversation.of(tenant, row->conversation_id), "message", Change::Op::upsert, id, message_json(rows, tenant, *row, stamp)});
  if (auto seen = visitor_message_json(rows, tenant, *row, stamp))
    changes.push_back({channels::visitor.of(tenant, row->customer_id), "message", Change::Op::upsert, id, std::move(*seen)});
}

bool withdrawn(const Rows& now, const Uuid& tenant, Node row) { return shows_deleted(now, tenant, row, "id", "text"); }

std::optional<std::string> place_in_thread(const void* p) {
  const auto& row = *static_cast<const MessageRow*>(p);
  return thread_place(row.conversation_id, row.created_at, row.no);
}
std::optional<std::string> place_by_customer(const void* p) {
  const auto& row = *static_cast<const MessageRow*>(p);
  if (row.kind == Kind::note) return {};
  return std::string(row.customer_id.value.raw()) + to_rfc3339(row.created_at) + thread_place(row.conversation_id, row.created_at, row.no);
}

}  // namespace

std::string thread_place(const Id<Conversation>& id, Time at, std::int64_t no) {
  auto place = std::string(id.value.raw()) + to_rfc3339(at);
  for (int shift = 56; shift >= 0; shift -= 8) place += static_cast<char>(no >> shift & 0xff);
  return place;
}

namespace {

// Only what is still to go out is asked about: two rows more, of few messages.
Waiting waiting(const Rows& rows, const Uuid& tenant, const MessageRow& r) {
  if (r.status != Delivery::sending) return {};
  const auto conversation = find_row<conversation::Conversations>(rows, tenant, r.conversation_id);
  if (!conversation || !conversation->account_id || conversation->channel == Channel::widget) return {};
  const auto connection = find_row<connection::Connections>(rows, tenant, Id<Connection>{conversation->account_id->value});
  return connection && connection->paused && connection->status != connection::Status::ended ? Waiting{"integration.paused"} : Waiting{};
}

}  // namespace

std::string message_json(const Rows& rows, const Uuid& tenant, const MessageRow& r, const Stamp& stamp) {
  return row_json(r, stamp, [&](JsonWriter& out) {
    add_members(out, member::MemberName{member::member_name(rows, tenant, r.member_id)});
    add_members(out, waiting(rows, tenant, r));
  });
}

bool shows_deleted(const Rows& now, const Uuid& tenant, Node row, std::string_view id, std::string_view text) {
  const auto shown = row.find(text), of = row.find(id);
  if (!shown || shown->kind() != Node::Kind::text || !of || of->kind() != Node::Kind::text) return false;
  const auto message = parse_uuid(of->text());
  const auto found = message ? find_row<Messages>(now, tenant, *message) : nullptr;
  return found && found->deleted_at;
}

std::optional<std::string> visitor_message_json(const Rows& rows, const Uuid& tenant, const MessageRow& r, const Stamp& stamp) {
  if (r.kind == Kind::note) return {};
  const VisitorMessage seen{r.id,     r.conversation_id, r.author,       r.author_name, r.text,
                            r.status, r.created_at,      r.delivered_at, r.read_at,     r.deleted_at};
  return row_json(seen, stamp, [&](JsonWriter& out) {
    VisitorMessageFrom from;
    if (r.member_id) from.agent = VisitorAgent{member::member_name(rows, tenant, r.member_id)};
    add_members(out, from);
  });
}

Messages::Maybe Messages::on(Maybe was, const Appended& e, const Meta& m) {
  if (was) return was;
  MessageRow row{};
  row.id = e.id;
  row.conversation_id = e.conversation_id;
  row.customer_id = e.customer_id;
  row.no = e.no;
  row.author = e.author;
  row.member_id = e.member_id;
  row.author_name = e.author_name;
  row.kind = e.kind;
  row.text = e.text;
  row.status = e.delivery;
  row.created_at = m.at;
  row.origin = m.origin;
  row.external_key = e.external_key;
  row.content = e.content;
  return row;
}

// What comes late fills in its time and changes nothing else.
void Messages::on(MessageRow& r, const DeliveryChanged& e, const Meta& m) {
  r.status = risen(r.status, e.delivery);
  if (r.status == Delivery::failed) r.failed_why = e.why;
  if (e.delivery == Delivery::delivered && !r.delivered_at) r.delivered_at = m.at;
  if (e.delivery == Delivery::read && !r.read_at) r.read_at = m.at;
  if (r.read_at && (!r.delivered_at || *r.delivered_at > *r.read_at)) r.delivered_at = r.read_at;
}

void Messages::on(MessageRow& r, const Deleted&, const Meta& m) {
  r.text.reset();
  if (!r.deleted_at) r.deleted_at = m.at;
}

const AnyFold& Messages::erased() { return erased_fold<Messages>(); }

}  // namespace millrace::message

namespace millrace::projections {
Projection messages() {
  return {.fold = &lookup_of<message::Messages>(),
          .resource = "message",
          .indexes = {{.name = message::Messages::thread, .place = &message::place_in_thread, .kept = true},
                      {.name = message::Messages::by_customer, .place = &message::place_by_customer, .kept = true}},
          .publish = &message::publish,
          .view = true,
          .withdrawn = &message::withdrawn,
          .sql = true,
          .filters = {{"conversation_id", "conversation_id"}, {"customer_id", "customer_id"}, {"author", "author"},
                      {"member_id", "member_id"}, {"kind", "kind"}, {"status", "status"},
                      {"since", "created_at", Filter::How::since}, {"until", "created_at", Filter::How::until}},
          .sorts = {{"created_at", "created_at"}},
          .search = {"text"},
          .by_time = true};
}
}

template const millrace::Shape& millrace::shape_of<millrace::message::MessageRow>();
