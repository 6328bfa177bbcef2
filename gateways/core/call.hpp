// One request on its way through the gateway: authenticated, with its tenant selected. Nothing here authorises: that happens
// where the truth is decided.
#pragma once

#include <map>
#include <memory>

#include "domain/core/actor.hpp"
#include "gateways/core/http.hpp"
#include "gateways/core/services.hpp"
#include "projections/core/projection.hpp"
#include "schemas/text/trace_context.hpp"
#include "schemas/token.hpp"

namespace millrace {

struct Route;

struct Call {
  const Services& services;
  std::shared_ptr<const Request> request;
  std::map<std::string, std::string> params = {};          // of the path: {id} → "…"
  Principal principal = {};
  Uuid session{};                                          // of a user; of an API key its secret
  std::int64_t per_minute = 0;                             // requests, of an API key that has a limit of its own; 0: it has none
  std::string address = {};                                // where it comes from: Request::peer, of the process that it came to
  Uuid tenant{};                                           // nil: the directory
  TraceContext trace = {};                                 // its own span, of the trace that the caller has said or a new one
  std::uint64_t parent_span = 0;                           // … the caller's; 0: it has said none
  bool forwarded = false;                                  // another process has passed it on: it goes no further
  Uuid key_id{};                                           // what the path's widget key or invitation names
  std::string user = {};                                   // /auth/*: the caller's own row, which `prepare` has read for the reply
  std::shared_ptr<void> beside = {};                       // what Route::beside says that the body holds, once it is decoded
  std::optional<bool> password_right = {};                 // what `prepare` has found, when it checked one
  const Route* route = nullptr;                            // the one it came by
  Actor actor = {};                                        // reads only: what the principal is in the tenant, as of the snapshot
  std::optional<Offset> as_of = {};                        // … and which earlier record the answer is of; none: the newest

  std::string param(const std::string& name) const {
    const auto found = params.find(name);
    return found == params.end() ? std::string{} : found->second;
  }
};

}  // namespace millrace
