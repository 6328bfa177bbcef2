// What a business does about people's data. A customer is forgotten for good, and a signed statement says what was done and until when something
// is left; so is whoever has not been heard of for as long as the business has said, and so are texts of conversations that are over; a legal hold keeps one from that. What is known is handed out
// as a file; consents are noted.
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/privacy/asks.hpp"
#include "domain/core/subject_erased.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/view.hpp"
#include "gateways/inbox/export_files.hpp"
#include "gateways/inbox/modules.hpp"
#include "gateways/inbox/rows.hpp"
#include "projections/core/row_json.hpp"
#include "projections/identity/members.hpp"
#include "projections/inbox/privacy.hpp"

namespace millrace {

namespace privacy {

enum class Progress { running, done };
BOOST_DESCRIBE_ENUM(Progress, running, done)

struct Begun {
  Id<Erasure> id;
  Id<Customer> customer_id;
  Progress status = Progress::running;
};
BOOST_DESCRIBE_STRUCT(Begun, (), (id, customer_id, status))

// What was stated: the text, byte for byte, is what is signed.
struct Certificate {
  std::string text, key, signature;
};
BOOST_DESCRIBE_STRUCT(Certificate, (), (text, key, signature))

struct ErasureItem {
  Id<Erasure> id;
  Id<Customer> customer_id;
  std::optional<Id<Member>> asked_by;
  MaybePersonal asked_by_name;
  Time asked_at{};
  Progress status = Progress::running;
  std::optional<Time> done_at;
  std::optional<Time> topics_until;
  std::optional<std::int64_t> after_days;             // nobody has asked for it: retention
};
BOOST_DESCRIBE_STRUCT(ErasureItem, (), (id, customer_id, asked_by, asked_by_name, asked_at, status, done_at, topics_until, after_days))

struct RetentionItem {
  Id<Retention> id;
  std::int64_t version = 0;
  std::optional<std::int64_t> inactive_customers_days;
  bool keep_unfinished = true;
  std::optional<std::int64_t> closed_conversations_days;
  std::optional<Time> begins_at;                      // as long as nobody has said anything, none
  std::optional<Id<Member>> set_by;
  MaybePersonal set_by_name;
  std::optional<Time> set_at;
};
BOOST_DESCRIBE_STRUCT(RetentionItem, (), (id, version, inactive_customers_days, keep_unfinished, closed_conversations_days, begins_at, set_by, set_by_name, set_at))

struct Stated { std::optional<Certificate> certificate; };
BOOST_DESCRIBE_STRUCT(Stated, (), (certificate))

enum class ExportKind { customer, business };
BOOST_DESCRIBE_ENUM(ExportKind, customer, business)

struct ExportBegun {
  Id<Export> id;
  Progress status = Progress::running;
};
BOOST_DESCRIBE_STRUCT(ExportBegun, (), (id, status))

struct Steps { std::int64_t done = 0, total = 0; };
BOOST_DESCRIBE_STRUCT(Steps, (), (done, total))

struct ExportItem {
  Id<Export> id;
  ExportKind kind = ExportKind::business;
  std::optional<Id<Customer>> customer_id;
  std::optional<Id<Member>> asked_by;
  MaybePersonal asked_by_name;
  Time asked_at{};
  Progress status = Progress::running;
  Steps progress;                                     // customers, conversations, messages and so on
  std::int64_t bytes = 0;
  std::optional<Time> done_at;
  std::optional<Time> expires_at;
  std::optional<std::string> download;                // where its file is read while it is there
};
BOOST_DESCRIBE_STRUCT(ExportItem, (), (id, kind, customer_id, asked_by, asked_by_name, asked_at, status, progress, bytes, done_at, expires_at, download))

}  // namespace privacy

namespace {

using privacy::ErasureRow;
using privacy::Erasures;

Response begun(const Call&, const Committed& record) {
  const auto& e = *last_fact<SubjectErased>(record);
  return json_reply(202, to_json(privacy::Begun{e.id, {e.subject_id}}));
}

std::string item(const Call& call, const Reader& reader, const ErasureRow& row) {
  return to_json(privacy::ErasureItem{row.id, {row.subject_id}, row.member_id, member::member_name(reader, call.tenant, row.member_id), row.asked_at,
                                      row.done_at ? privacy::Progress::done : privacy::Progress::running, row.done_at, row.topics_until, row.after_days});
}

Response all(const Call& call, const Reader& reader) {
  return local_page<Erasures>(call, reader, Erasures::by_time, call.tenant, {}, {},
                              [&](const auto& listed) { return item(call, reader, *static_cast<const ErasureRow*>(listed.row.row.get())); });
}

Response one(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  const auto stored = id ? reader.row(lookup_of<Erasures>(), call.tenant, Key(*id)) : std::nullopt;
  if (!stored) return problem(privacy::rule::no_such_erasure);
  const auto& row = *static_cast<const ErasureRow*>(stored->row.get());
  privacy::Stated stated;
  if (row.done_at) stated.certificate = privacy::Certificate{row.text, row.key, row.signature};
  return adding(resource(call, reader, item(call, reader, row), stored->stamp.version), stated);
}

using privacy::ConsentRow;
using privacy::Consents;
using privacy::ExportRow;
using privacy::Exports;
using privacy::HoldRow;
using privacy::Holds;

template <class Row>
const Row& row_in(const StampedRow& stored) { return *static_cast<const Row*>(stored.row.get()); }

template <class Row>
std::string with_name(const Call& call, const Reader& reader, const StampedRow& stored) {
  const auto& row = row_in<Row>(stored);
  return row_json(row, stored.stamp, [&](JsonWriter& out) { add_members(out, member::MemberName{member::member_name(reader, call.tenant, row.member_id)}); });
}

template <class View>
Response made_row(const Call&, const Committed& record) {
  return made(row_json(*row_made<View>(record, Key(record.commit.subject)), stamp_of(record)), record.commit.subject_version);
}

Response holds(const Call& call, const Reader& reader) {
  return local_page<Holds>(call, reader, Holds::by_time, call.tenant, {}, {},
                           [&](const auto& listed) { return with_name<HoldRow>(call, reader, listed.row); }, FirstPage::oldest, Places::changing);
}

Response retention(const Call& call, const Reader& reader) {
  const auto id = privacy::retention_of(call.tenant);
  privacy::RetentionItem item{.id = id, .inactive_customers_days = {}, .closed_conversations_days = {}, .begins_at = {}, .set_by = {}, .set_by_name = {}, .set_at = {}};
  if (const auto stored = reader.row(lookup_of<privacy::Retentions>(), call.tenant, Key(id))) {
    const auto& row = row_in<privacy::RetentionRow>(*stored);
    item = {id, stored->stamp.version, row.inactive_customers_days, row.keep_unfinished, row.closed_conversations_days, row.begins_at, row.member_id,
            member::member_name(reader, call.tenant, row.member_id), row.set_at};
  }
  return resource(call, reader, to_json(item), item.version);
}

std::optional<Response> prepare_retention(Call& call, void* ask, const Reader&) {
  static_cast<privacy::SetRetention*>(ask)->id = privacy::retention_of(call.tenant);
  return {};
}

Response consents_of(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  if (!id || !is_customer(*id, call.tenant, reader)) return problem(customer::rule::no_such_customer);
  return local_page<Consents>(call, reader, Consents::by_customer, call.tenant, std::string(id->raw()), {},
                              [&](const auto& listed) { return with_name<ConsentRow>(call, reader, listed.row); });
}

Response export_begun(const Call&, const Committed& record) { return json_reply(202, to_json(privacy::ExportBegun{{record.commit.subject}})); }

std::string export_item(const Call& call, const Reader& reader, const ExportRow& row) {
  const bool there = row.expires_at && *row.expires_at > call.services.now();
  const auto steps = row.done_at || !call.services.exports ? ExportFiles::Progress{row.things, row.things} : call.services.exports->progress(row.id.value);
  return to_json(privacy::ExportItem{row.id, row.customer_id ? privacy::ExportKind::customer : privacy::ExportKind::business, row.customer_id, row.member_id,
                                     member::member_name(reader, call.tenant, row.member_id), row.asked_at,
                                     row.done_at ? privacy::Progress::done : privacy::Progress::running, {steps.done, steps.total}, row.bytes, row.done_at,
                                     row.expires_at, there ? std::optional{"/exports/" + to_string(row.id) + "/file"} : std::nullopt});
}

Response exports(const Call& call, const Reader& reader) {
  return local_page<Exports>(call, reader, Exports::by_time, call.tenant, {}, {},
                             [&](const auto& listed) { return export_item(call, reader, row_in<ExportRow>(listed.row)); });
}

std::optional<StampedRow> export_row(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  return id ? reader.row(lookup_of<Exports>(), call.tenant, Key(*id)) : std::nullopt;
}

// Its version stands still while it is being made, and its progress does not: so it has no ETag.
Response one_export(const Call& call, const Reader& reader) {
  const auto stored = export_row(call, reader);
  if (!stored) return problem(privacy::rule::no_such_export);
  return json_reply(200, export_item(call, reader, row_in<ExportRow>(*stored)));
}

Response export_file(const Call& call, const Reader& reader) {
  const auto stored = export_row(call, reader);
  if (!stored) return problem(privacy::rule::no_such_export);
  const auto& row = row_in<ExportRow>(*stored);
  if (!row.done_at) return problem(privacy::rule::export_running);
  auto file = *row.expires_at > call.services.now() && call.services.exports ? call.services.exports->file(call.tenant, row.id.value) : std::nullopt;
  if (!file) return problem(privacy::rule::export_gone);
  Response response{200, {}, std::move(*file)};
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"export-" + to_string(row.id) + ".json\"");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

// A page of what is put together anew each time: no rows with versions of their own.
template <class Item>
Route listing(Route route) {
  auto all = paging<Item>(std::move(route));
  all.shows = {.shapes = {&shape_of<Item>()}};
  return all;
}

Route setting_retention() {
  return never_refusing({Kind::conflict}, dangerous(setting({"inactive_customers_days", "keep_unfinished", "closed_conversations_days", "begins_at"},
                           with(command<privacy::SetRetention>("PATCH", "/retention", customer::right::remove, Scope::business), &prepare_retention))));
}

Route exporting() {
  auto route = answering<privacy::ExportBegun>(creating<privacy::RequestExport>("POST", "/exports", customer::right::remove, Scope::business, &export_begun));
  command_of(route).status = 202;
  return dangerous(std::move(route));
}

Route file_of_export() {
  auto route = read("/exports/{id}/file", customer::right::remove, Scope::business, &export_file);
  std::get<route::Read>(route.kind).slow = true;
  return refusing({Kind::conflict, Kind::gone}, holding_any("customers", std::move(route)));
}

Route erasing() {
  auto route = answering<privacy::Begun>(command<customer::Erase>("DELETE", "/customers/{id}", customer::right::remove, Scope::business, &begun));
  command_of(route).status = 202;
  return dangerous(std::move(route));
}

}  // namespace

Module inbox::privacy() {
  namespace right = millrace::customer::right;
  namespace rule = millrace::privacy::rule;
  return {
      .name = "inbox/privacy",
      .write_side = commands::privacy(),
      .projections = {projections::erasures(), projections::legal_holds(), projections::retentions(), projections::customer_activity(), projections::conversations_over(),
                      projections::consents(), projections::exports()},
      .routes = {
          erasing(),
          listing<millrace::privacy::ErasureItem>(read("/erasures", right::remove, Scope::business, &all)),
          also<millrace::privacy::Stated>(answering<millrace::privacy::ErasureItem>(read("/erasures/{id}", right::remove, Scope::business, &one))),
          showing<HoldRow>(creating<millrace::privacy::PlaceHold>("POST", "/legal-holds", right::remove, Scope::business, &made_row<Holds>)),
          paging<HoldRow, member::MemberName>(read("/legal-holds", right::remove, Scope::business, &holds)),
          never_refusing({Kind::conflict}, dangerous(command<millrace::privacy::LiftHold>("DELETE", "/legal-holds/{id}", right::remove, Scope::business))),
          answering<millrace::privacy::RetentionItem>(read("/retention", right::remove, Scope::business, &retention)),
          setting_retention(),
          showing<ConsentRow>(creating<millrace::privacy::RecordConsent>("POST", "/consents", right::edit, Scope::business, &made_row<Consents>)),
          paging<ConsentRow, member::MemberName>(read("/customers/{id}/consents", right::view, Scope::business, &consents_of)),
          exporting(),
          listing<millrace::privacy::ExportItem>(read("/exports", right::remove, Scope::business, &exports)),
          answering<millrace::privacy::ExportItem>(read("/exports/{id}", right::remove, Scope::business, &one_export)),
          file_of_export(),
      },
      .rules = {rule::no_such_erasure, rule::no_such_hold, rule::hold_exists, rule::hold_reason_invalid, rule::consent_exists, rule::consent_purpose_invalid,
                rule::consent_source_invalid, rule::no_such_export, rule::export_exists, rule::export_gone, rule::export_running},
  };
}

}  // namespace millrace
