#include "projections/identity/api_keys.hpp"

namespace millrace::api_key {

namespace {

std::optional<std::string> place(const void* p) { return to_rfc3339(static_cast<const KeyRow*>(p)->created_at); }
std::optional<std::string> place_by_hash(const void* p) { return static_cast<const SecretRow*>(p)->hash; }

void end(KeyRow& r, KeyStatus how, Time at) {
  r.status = how;
  r.ended_at = at;
  r.old_hint.reset();
  r.old_until.reset();
}

}  // namespace

ApiKeys::Maybe ApiKeys::on(Maybe, const Created& e, const Meta& m) {
  KeyRow row{};
  row.id = e.id;
  row.name = e.name;
  row.scopes = e.scopes;
  row.hint = e.hint;
  row.created_by = row.vouched_by = e.vouched_by;
  row.created_at = m.at;
  row.expires_at = e.expires_at;
  row.per_minute = e.per_minute;
  return row;
}

void ApiKeys::on(KeyRow& r, const Rotated& e, const Meta&) {
  r.old_hint = r.hint;
  r.old_until = e.old_until;
  r.hint = e.hint;
  r.vouched_by = e.vouched_by;
}

// A third secret retires the first before it is there itself, so the row has that of the older one.
void ApiKeys::on(KeyRow& r, const SecretRetired&, const Meta&) {
  r.old_hint.reset();
  r.old_until.reset();
}

void ApiKeys::on(KeyRow& r, const Revoked&, const Meta& m) { end(r, KeyStatus::revoked, m.at); }
void ApiKeys::on(KeyRow& r, const Expired&, const Meta& m) { end(r, KeyStatus::expired, m.at); }

const AnyFold& ApiKeys::erased() { return erased_fold<ApiKeys>(); }
const AnyFold& ApiSecrets::erased() { return erased_fold<ApiSecrets>(); }

}  // namespace millrace::api_key

namespace millrace::projections {

Projection api_keys() { return {.fold = &lookup_of<api_key::ApiKeys>(), .resource = "api_key", .indexes = {{api_key::ApiKeys::all, &api_key::place}}}; }

Projection api_secrets() {
  return {.fold = &lookup_of<api_key::ApiSecrets>(), .resource = {}, .indexes = {{api_key::ApiSecrets::by_hash, &api_key::place_by_hash, true}}};
}

}  // namespace millrace::projections
