// One request on its way through the gateway: authenticated, with its tenant selected. Nothing here authorises: that happens
// where the truth is decided.
#pragma once

#include <map>
#include <memory>

#include "domain/core/actor.hpp"
#include "gateways/core/http.hpp"
#include "gateways/core/services.hpp"
#include "projections/core/projection.hpp"
#include "schemas/token.hpp"

namespace millrace {

struct Route;

struct Call {
  const Services& services;
  std::shared_ptr<const Request> request;
  std::map<std::string, std::string> params = {};          // of the path: {id} → "…"
  Principal principal = {};
  Uuid session{};                                          // of a user
  std::string address = {};                                // where it comes from: Request::peer, of the process that it came to
  Uuid tenant{};                                           // nil: the directory
  bool forwarded = false;                                  // another process has passed it on: it goes no further
  Uuid key_id{};                                           // what the path's widget key or invitation names
  std::string user = {};                                   // /auth/*: the caller's own row, which `prepare` has read for the reply
  std::shared_ptr<void> beside = {};                       // what Route::beside says that the body holds, once it is decoded
  std::optional<bool> password_right = {};                 // what `prepare` has found, when it checked one
  const Route* route = nullptr;                            // the one it came by
  Actor actor = {};                                        // reads only: what the principal is in the tenant, as of the snapshot

  std::string param(const std::string& name) const {
    const auto found = params.find(name);
    return found == params.end() ? std::string{} : found->second;
  }
};

}  // namespace millrace
