// What the house itself answers and refuses by, of no context.
#pragma once

#include "gateways/core/module.hpp"

namespace millrace::core {

Module requests();                             // what any request may be refused by
Module http();                                 // before it is one
Module admin();                                // at the admin port
Module search();                               // GET /search: of every list that can be searched
Module events();                               // GET /events: a business's history as public events, and each of them in full
Module audit();                                // GET /businesses/{business_id}/audit: every record of it, for who keeps watch
Module heads();                                // GET /heads: how far its part of the journal goes, signed, and proofs against that
Module explanations();                         // GET /explain: what an event has come from, and what has come from it

std::vector<Module> modules();

}  // namespace millrace::core
