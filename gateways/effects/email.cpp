// email.send: one of the house's own messages to one address, over SMTP (RFC 5321) or into the captured outbox.
#include "gateways/effects/kinds.hpp"
#include "schemas/digest.hpp"

namespace millrace {

namespace {

using namespace std::chrono_literals;

std::variant<Prepared, Moot, NotKnownYet> prepare(const Preparing& in) {
  const auto& errand = *in.errand.as<email::Send>();
  if (errand.to.erased || errand.to.value.empty()) return Moot{"subject.erased"};
  for (const auto& message : in.mail.messages) {
    if (message.name != errand.message) continue;
    auto written = message.write({errand, in.row, in.tenant, in.reader, in.services, in.mail.public_url});
    if (auto* moot = std::get_if<Moot>(&written)) return std::move(*moot);
    auto& [subject, text] = std::get<Written>(written);
    auto id = effects::message_id(in.tenant, in.row.id, in.mail.from);
    return Prepared{.out = OutgoingMail{in.mail.from, errand.to.value, std::move(subject), std::move(text), id}, .host = "mail",
                    .reference = id, .subject = errand.to.subject_id, .repeatable = false};
  }
  return NotKnownYet{};
}

// A server that has taken the whole message and is not heard of again may have sent it, and SMTP knows no way of asking.
Meaning judge(const Came& came, const Prepared&) {
  using How = Meaning::How;
  if (came.status >= 200 && came.status < 300) return {.how = How::succeeded};
  if (came.status >= 500) return {.why = "smtp.refused", .for_good = true};
  if (came.status >= 400) return {.why = "smtp.deferred", .ailing = came.status == 421};
  if (came.sent) return {.how = How::unknown, .why = "smtp." + came.why, .ailing = true};
  return {.why = "smtp." + came.why, .ailing = true};
}

}  // namespace

std::string effects::message_id(const Uuid& tenant, const Id<Effect>& id, std::string_view from) {
  std::string of(tenant.raw());
  of += id.value.raw();
  const auto digest = sha256("message id", of);
  return to_string(uuid_of(raw(digest))) + std::string(from.substr(std::min(from.find('@'), from.size())));
}

EffectKind effects::email() {
  return {.errand = &wire_type<millrace::email::Send>(), .prepare = &prepare, .judge = &judge,
          .retry = {30s, 4h, 12}, .limit = 60s, .at_once = email_at_once};
}

}  // namespace millrace
