// What a web page's visitors may do: become somebody, write, and read what was written to them.
#include "commands/inbox/conversation/lookups.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/message/asks.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/view.hpp"
#include "gateways/inbox/modules.hpp"
#include "gateways/inbox/rows.hpp"
#include "gateways/inbox/widget_pages.hpp"
#include "projections/inbox/channels.hpp"
#include "projections/inbox/messages.hpp"

namespace millrace {

namespace {

using message::Messages;
using message::VisitorMessage;
using message::VisitorMessageFrom;

struct VisitorToken {
  std::string visitor_token;
  Id<Customer> customer_id;
};
BOOST_DESCRIBE_STRUCT(VisitorToken, (), (visitor_token, customer_id))

Response registered(const Call& call, const Committed& record) {
  const auto token = make_token(TokenKind::visitor, {record.commit.tenant, record.commit.subject, 1}, token_secret(call.services));
  auto response = json_reply(201, to_json(VisitorToken{token, {record.commit.subject}}));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

std::optional<Response> prepare_register(Call& call, void*, const Reader& reader) { return wrong_site(call, reader); }

std::optional<Response> prepare_receive(Call& call, void* p, const Reader& reader) {
  if (auto no = wrong_site(call, reader)) return no;
  auto& ask = *static_cast<message::Receive*>(p);
  ask.customer_id = {call.principal.id};
  ask.account_id = {call.key_id};
  return {};
}

// The message as its writer sees it.
Response received(const Call& call, const Committed& record) {
  const auto row = row_made<Messages>(record, Key(record.commit.subject));
  return made(*message::visitor_message_json(Nothing{}, call.tenant, *row, stamp_of(record)), record.commit.subject_version);
}

Response written(const Call& call, const Reader& reader) {
  const auto& customer = call.principal.id;
  const auto channel = channels::visitor.of(call.tenant, {customer});
  return local_page<Messages>(call, reader, Messages::by_customer, call.tenant, std::string(customer.raw()), channel,
                              [&](const auto& listed) {
                                const auto& row = *static_cast<const message::MessageRow*>(listed.row.row.get());
                                return message::visitor_message_json(reader, call.tenant, row, listed.row.stamp);
                              }, FirstPage::newest);
}

bool hears_visitor(const Actor& actor, const ChannelIds& ids, const Uuid& tenant, const Rows& rows) {
  return actor.principal.kind == PrincipalKind::visitor && ids[1] == actor.principal.id && is_customer(ids[1], tenant, rows);
}

// What a visitor types is heard by the agents, on the channel of its latest conversation.
std::vector<Ephemeral::Heard> visitor_types(const Ephemeral::Saying& in) {
  const Id<Customer> id{in.ids[1]};
  const auto data = typing_json("visitor", in.until);
  std::vector<Ephemeral::Heard> heard;
  const auto latest = find_row<conversation::LatestOfVisitor>(in.rows, in.tenant, id);
  if (latest) heard.push_back({channels::typing.of(in.tenant, latest->id), data});
  heard.push_back({channels::visitor_typing.of(in.tenant, id), data});
  return heard;
}

}  // namespace

Module inbox::widget() {
  // The widget lives in pages of other sites.
  Routes routes{
      refusing({Kind::conflict}, for_every_site(answering<VisitorToken>(with(
          creating<customer::RegisterVisitor>("POST", "/widget/{widget_key}/visitors", anybody, Scope::widget, &registered), &prepare_register)))),
      refusing({Kind::conflict}, for_every_site(accepting({{"content", "text"}},
                                                          showing<VisitorMessage, VisitorMessageFrom>(up_to(long_text, with(
                                                              creating<message::Receive>("POST", "/widget/{widget_key}/messages", anybody, Scope::visitor, &received),
                                                              &prepare_receive, {"customer_id", "account_id"})))))),
      for_every_site(paging<VisitorMessage, VisitorMessageFrom>(read("/widget/{widget_key}/messages", anybody, Scope::visitor, &written))),
      refusing({Kind::conflict}, for_every_site(setting({"status"}, command<message::ReportDelivery>("POST", "/widget/{widget_key}/messages/{id}/status", anybody,
                                                                                                     Scope::visitor)))),
  };
  for (auto& page : widget_pages()) routes.push_back(std::move(page));
  return {
      .name = "inbox/widget",
      .routes = std::move(routes),
      .channels = {{channels::visitor, &hears_visitor, {"message"}},
                   {.name = channels::visitor_typing, .may_hear = &hears_visitor,
                    .ephemeral = Ephemeral{.lasts = typing_lasts, .heard = &visitor_types}}},
      .rules = {widget_origin_denied},
  };
}

}  // namespace millrace
