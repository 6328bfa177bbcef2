// A service that customers write over: a row of a table and a few pure functions. What comes from it is read here and nowhere else, what goes
// to it is written here; whoever has sockets carries it out (EffectKind). Formats are the vendor's, named beside each adapter.
//
// To add one: its file with a function that gives its row, that function's name in adapters.cpp, its vectors in tests/gateways/channels.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/inbox/conversation/facts.hpp"
#include "domain/inbox/message/facts.hpp"
#include "gateways/core/effect_kind.hpp"
#include "gateways/core/http.hpp"

namespace millrace::channel {

// What a connection is made with, by name: "bot_token".
using Fields = std::map<std::string, std::string, std::less<>>;
// Empty when there is none of that name.
inline std::string_view given(const Fields& all, std::string_view name) {
  const auto found = all.find(name);
  return found == all.end() ? std::string_view{} : std::string_view{found->second};
}

// A connection, as its adapter sees it.
struct Tie {
  std::string account;
  Fields credentials;
  std::string endpoint;                      // of the vendor's API, without a slash at its end
  std::string hook;                          // the URL where we listen
  std::string hook_secret;                   // of this connection: for a provider that says it back with what it delivers
  Time now{};                                // for who signs with the time
};

// Somebody has written.
struct Heard {
  std::string event;                         // its name there, for good: heard again, it is the same
  std::string sender;                        // whom to answer
  std::string sender_name, sender_handle;    // may be empty
  std::string message;                       // what the message is called there, at this account
  std::optional<Time> written_at;            // by the provider's clock
  std::string text;                          // may be empty when there is `content`
  std::string content;                       // what it is besides: "photo"; empty: nothing
};

// What has become of a message of ours.
struct Fared {
  std::string event;
  std::string message;                       // what it is called there
  std::string recipient;                     // whom it went to
  message::Delivery status = message::Delivery::sent;
  std::string why;                           // of a failure: "whatsapp.131047"
};

using Happened = std::variant<Heard, Fared>;

// How a provider comes to know where to deliver: from here, or by somebody in its own pages, who may have to give a token there that it says back.
enum class Told { from_here, by_hand, by_hand_with_token };

struct Adapter {
  std::string_view platform;                 // in paths and facts: "telegram"
  Channel channel;
  std::string_view endpoint;
  std::vector<std::string_view> wants;       // what connecting asks for; all of it is secret
  std::vector<std::string_view> headers;     // in lower case: that its deliveries are known by
  Told told = Told::from_here;
  std::string_view answer = "{}", answer_type = "application/json";   // to what has been kept
  // Whose these are; nothing when they cannot be any.
  std::optional<std::string> (*account)(const Fields&);
  // Where an id of a sender means one person: over all accounts of the platform, or over this one.
  std::string (*scope)(const std::string& account);
  // Whether it is the provider that delivers this.
  bool (*verify)(const Request&, const Tie&);
  // A question by GET whether we want its deliveries: what is answered; nothing: it is not the one that was told of us. Null: it asks none.
  std::optional<std::string> (*challenged)(const Request&, const Tie&) = nullptr;
  std::string_view challenge_type = "text/plain";   // of that answer
  // What it tells of that account. What this release does not know, or is no JSON, is nothing to it: the delivery is kept as it came.
  std::vector<Happened> (*normalise)(std::string_view body, const std::string& account);
  // What stands before the reference of a message to that one (Meaning::reference), to make it its name at this account.
  std::string (*known_by)(const std::string& to);
  OutgoingCall (*send)(const std::string& to, const std::string& text, const Tie&);
  OutgoingCall (*subscribe)(const Tie&);     // so that it delivers to `hook`
  OutgoingCall (*probe)(const Tie&);         // whether it still knows us
  // Of an answer to any of these. `why` ends in ".unauthorised" when it is the credentials that are no good; `reference` is what it calls a
  // message that it has taken.
  Meaning (*judge)(const Came&);
};

const std::vector<Adapter>& adapters();
// Null: this release knows no such platform.
const Adapter* adapter(std::string_view platform);

Adapter telegram();
Adapter whatsapp();
Adapter messenger();
Adapter instagram();
Adapter sms();
Adapter x();
Adapter whatsapp_twilio();

}  // namespace millrace::channel
