// What a kind of effect adds to the machine that is the same for all: a row in a table of values. Everything here is pure; what goes
// out is a value, and whoever has sockets carries it out.
#pragma once

#include <variant>

#include "gateways/core/mail.hpp"

namespace millrace {

// One mail, ready to go.
struct OutgoingMail {
  std::string from, to;                        // addresses; RFC 5321
  std::string subject, text;                   // UTF-8; a subject is one line
  std::string message_id;                      // without its angle brackets; the same at every attempt
};

// One request, ready to go. It goes through the egress guard.
struct OutgoingCall {
  std::string method, url;
  std::vector<std::string> headers;            // "Name: value"
  std::string body;
};

using Dispatch = std::variant<OutgoingMail, OutgoingCall>;

// What came of it, as the wire tells it.
struct Came {
  int status = 0;                              // SMTP reply or HTTP status; 0: no answer
  std::string why = {};                        // without a good answer: "no_answer", "refused_address", "timeout", "cut", "unreachable", "tls"
  std::string said = {};                       // the server's words, or the library's: for people, may be about people
  bool sent = false;                           // it may have been taken: all of it was on its way
  std::optional<Duration> retry_after = {};    // as the server wishes
  std::string body = {};                       // of an HTTP answer, bounded
};

// What that means.
struct Meaning {
  enum class How { succeeded, failed, unknown };
  How how = How::failed;
  std::string why = {};                        // "smtp.refused"
  bool for_good = false;                       // a failure that trying again does not mend
  bool ailing = false;                         // the host itself is not well: its breaker counts this
  std::optional<std::string> reference = {};
  std::optional<std::string> known_as = {};    // … in full, where that may be about somebody: for the result alone, no effect keeps it
};

// An errand that is about to go out.
struct Preparing {
  const AnyValue& errand;
  const effects::EffectRow& row;
  Uuid tenant;
  const Reader& reader;
  const Services& services;
  const MailSettings& mail;
};
struct Prepared {
  Dispatch out;
  std::string host;                            // whose breaker it is under: "mail", "api.example.org:443"
  std::optional<std::string> reference = {};   // what it is called out there, when we name it
  std::optional<Uuid> subject = {};            // whom the server's words may be about: kept under that one's key, or not at all
  bool repeatable = false;                     // the other side knows a repeat by its key: it may go out again when its fate is unknown
  Meaning (*judge)(const Came&) = nullptr;     // what an answer of that very provider means, for kinds that ask several
  std::string known_by = {};                   // before the reference: what makes of it Meaning::known_as
};
// It says what this release does not know: it waits for one that does.
struct NotKnownYet {};
// Waits full jitter: at random between nothing and `first` doubled with each attempt, at most `most`; longer if the server wishes.
struct RetryPolicy {
  Duration first, most;
  std::int64_t attempts;                       // in all; the last one's failure is for good
};

inline constexpr std::size_t email_at_once = 4;   // as many as infra has threads for

enum class InOrder { no, by_what_it_is_about };

struct EffectKind {
  const WireType* errand;
  std::variant<Prepared, Moot, NotKnownYet> (*prepare)(const Preparing&);
  Meaning (*judge)(const Came&, const Prepared&);
  RetryPolicy retry;
  Duration limit;                              // of one attempt
  std::size_t at_once = 64;                    // attempts under way, in one process
  InOrder order = InOrder::no;
  bool some_repeatable = false;                // Prepared::repeatable may be: what is unknown is looked at again
  // What its end means to whoever wanted it, if anything: asked in the same tenant.
  std::optional<AnyAsk> (*result)(const AnyValue& errand, const effects::EffectRow&, const Meaning&) = nullptr;
};

}  // namespace millrace
