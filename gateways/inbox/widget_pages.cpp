#include "gateways/inbox/widget_pages.hpp"

#include <algorithm>

#include "commands/identity/business/asks.hpp"
#include "commands/identity/registration/lookups.hpp"
#include "gateways/core/html.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/identity/widget_key.hpp"
#include "projections/core/row_json.hpp"
#include "projections/identity/businesses.hpp"
#include "schemas/text/origin.hpp"

namespace millrace {

namespace {

using business::BusinessRow;
using business::Businesses;

// What anybody may know of it: it stands in the source of the pages that show it.
struct WidgetConfig {
  Id<Business> business_id;
  std::string widget_key, name;
  std::vector<std::string> widget_origins;
};
BOOST_DESCRIBE_STRUCT(WidgetConfig, (), (business_id, widget_key, name, widget_origins))

// Rights are judged by rows as they stand, parked or not.
std::shared_ptr<const BusinessRow> business_row(const Rows& rows, const Uuid& business) { return find_row<Businesses>(rows, business, business); }

// Of the call's tenant; nothing when there is no such business, or the key is none of its widget's.
std::optional<WidgetConfig> config_of(const Call& call, const Rows& rows, const Uuid& business) {
  const auto row = business_row(rows, business);
  if (!row || (!call.key_id.nil() && call.key_id != row->widget_id.value)) return {};
  return WidgetConfig{row->id, widget_key(call, business, row->widget_id), row->name, row->widget_origins};
}

Response config(const Call& call, const Reader& reader) {
  const auto found = config_of(call, reader, call.tenant);
  return found ? json_reply(200, to_json(*found)) : problem(business::rule::no_such_business);
}

bool is_host(std::string_view text) {
  constexpr std::string_view others = "-.:[]_";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) { return std::isalnum(static_cast<unsigned char>(c)) || others.find(c) != others.npos; });
}

constexpr auto no_pages = "This server has no widget: its operator names the built one with --widget.";

// The page as its build has left it, with what each of those names, {{name}}, stands for.
Response page_with(std::string page, std::string policy, std::initializer_list<std::pair<std::string_view, std::string>> texts) {
  for (const auto& [name, text] : texts) {
    const auto mark = "{{" + std::string(name) + "}}";
    for (auto at = page.find(mark); at != page.npos; at = page.find(mark, at + text.size())) page.replace(at, mark.size(), text);
  }
  return {200, {{"Content-Security-Policy", std::move(policy)}, {"Referrer-Policy", "no-referrer"},
                {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"}}, std::move(page), "text/html; charset=utf-8"};
}

// Content Security Policy Level 3. Safari before 15.4 does not count WebSockets of the same host as 'self'.
std::string policy_of_frame(const Request& request, const std::vector<std::string>& origins) {
  std::string policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; connect-src 'self'";
  if (const auto host = request.header("host"); is_host(host)) (((policy += " ws://") += host) += " wss://") += host;
  if (origins.empty()) return policy;
  policy += "; frame-ancestors 'self'";
  for (const auto& origin : origins) (policy += ' ') += origin;
  return policy;
}

Response frame(const Call& call, const Reader& reader) {
  const auto& pages = call.services.widget;
  if (pages.frame.empty()) return problem(rule::no_such_route, no_pages);
  const auto found = config_of(call, reader, call.tenant);
  if (!found) return problem(business::rule::no_such_business);
  return page_with(pages.frame, policy_of_frame(*call.request, found->widget_origins), {{"widget", escaped(to_json(*found))}});
}

// ?business_id=, or the one that the operator has named by its slug.
Uuid shown_in_demo(const Call& call, const Reader& reader) {
  if (const auto named = call.request->param("business_id"); !named.empty()) return parse_uuid(named).value_or(Uuid{});
  const auto& slug = call.services.widget.demo_business;
  const auto found = slug.empty() ? nullptr : find_row<registration::BySlug>(reader, Uuid{}, slug);
  return found ? found->registration_id.value : Uuid{};
}

Response demo(const Call& call, const Reader& reader) {
  const auto& pages = call.services.widget;
  if (pages.demo.empty()) return problem(rule::no_such_route, no_pages);
  const auto business = shown_in_demo(call, reader);
  const auto found = business.nil() ? std::nullopt : config_of(call, reader, business);
  constexpr auto policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  return page_with(pages.demo, policy, {{"widget_key", found ? found->widget_key : ""}, {"name", escaped(found ? found->name : "")}});
}

Route for_people(Route r) {
  r.media = "text/html";
  return r;
}

}  // namespace

std::optional<Response> wrong_site(const Call& call, const Rows& rows) {
  const auto& request = *call.request;
  const auto site = call.forwarded ? request.header(embedder_header) : other_site_of(request);
  if (site.empty()) return {};
  const auto row = business_row(rows, call.tenant);
  if (!row || row->widget_origins.empty() || names_origin(row->widget_origins, site)) return {};
  return problem(widget_origin_denied);
}

Routes widget_pages() {
  return {
      for_people(read("/widget/frame/{widget_key}", anybody, Scope::widget, &frame)),
      for_people(read("/widget/frame/of/{business_id}", anybody, Scope::widget, &frame)),
      for_every_site(answering<WidgetConfig>(read("/widget/config/{business_id}", anybody, Scope::widget, &config))),
      refusing({Kind::missing}, for_people(read("/widget/demo", anybody, Scope::anonymous, &demo))),
  };
}

}  // namespace millrace
