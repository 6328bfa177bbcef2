// Why a request is refused before a context has seen it, or whatever context it is for. Those of the commands stand in
// commands/core/rules.hpp, those of a context beside its asks.
#pragma once

#include <array>

#include "commands/core/erased_subjects.hpp"
#include "commands/core/rules.hpp"

namespace millrace::rule {

// Where it goes.
inline constexpr Rule no_such_route{"route.not_found", Kind::missing, "There is nothing here under that name.",
                                    "Check the path, with every id and key in it, against GET /openapi.json."};
inline constexpr Rule method_not_allowed{"route.method_not_allowed", Kind::not_allowed, "This cannot be done here in that way.",
                                         "Use one of the methods that the header Allow names."};
inline constexpr Rule no_business_selected{"business.not_selected", Kind::malformed, "Say which business: send the header Business-Id.",
                                           "GET /businesses lists those that you belong to, with their ids."};

// Who asks.
inline constexpr Rule sign_in_first{"auth.required", Kind::unauthenticated, "Sign in first.",
                                    "Send an access token as `Authorization: Bearer …`. POST /auth/login gives one, POST /auth/refresh the next when it has expired; a service sends an API key; "
                                    "the widget's routes take the visitor token of POST /widget/{widget_key}/visitors."};
inline constexpr Rule other_site{"auth.other_site", Kind::forbidden, "A page of another site has sent this.",
                                 "Ask from a page of this house, or send an access token as `Authorization: Bearer …` instead of the cookies."};
inline constexpr Rule csrf_token{"auth.csrf_token", Kind::forbidden, "What changes something needs the token of the cookie.",
                                 "Send the value of the cookie __Host-millrace-csrf as X-CSRF-Token."};
inline constexpr Rule step_up_required{"auth.step_up_required", Kind::forbidden, "This asks you to show again who you are.",
                                       "POST /auth/step-up with the password, or with a second factor if the account has one; then send this again. It is good for ten minutes."};
inline constexpr Rule enrolment_required{"auth.mfa_enrolment_required", Kind::forbidden, "This business asks its members for a second factor, and you have none.",
                                         "Set one up: POST /auth/mfa/totp, or POST /auth/passkeys."};
inline constexpr Rule other_sign_in_required{"auth.other_sign_in_required", Kind::forbidden, "This business lets nobody in who has signed in as you have.",
                                             "Sign in with a provider, or with the password, as `settings.sign_in` of the business says (GET /businesses)."};
inline constexpr Rule passwords_busy{"auth.busy", Kind::unavailable, "Too many people are signing in at this moment.", "Try again after Retry-After."};
inline constexpr Rule too_many_wrong{"auth.too_many_wrong", Kind::limit,
                                     "Too many tries from here, or at this account, have been wrong; wait before the next one.",
                                     "Wait for as many seconds as Retry-After says. Each further wrong try makes the wait longer."};

// What it is: its body, its headers.
inline constexpr Rule body_not_json{"body.not_json", Kind::unsupported, "Send the body as application/json.", "Send the header Content-Type: application/json."};
inline constexpr Rule json_malformed{"json.malformed", Kind::malformed, "The body is not JSON.", "Send one JSON object, in UTF-8, and nothing behind it."};
inline constexpr Rule json_bad_text{"json.bad_text", Kind::invalid, "A text in the body cannot be kept.",
                                    "Leave out U+0000 and halves of surrogate pairs: PostgreSQL and other readers do not take them."};
inline constexpr Rule input_invalid{"input.invalid", Kind::invalid, "Something in the body is not as it must be.",
                                    "`errors` points at each member with what it must be; GET /openapi.json has the bounds of all of them."};
inline constexpr Rule key_missing{"idempotency_key.missing", Kind::malformed,
                                  "Send an Idempotency-Key: a new UUID for each new thing, the same one to repeat.",
                                  "With the same key a repeat gets the same answer, and nothing is made twice."};
inline constexpr Rule key_malformed{"idempotency_key.malformed", Kind::malformed, "An Idempotency-Key is 1 to 255 visible ASCII characters, sent once.",
                                    "A UUID will do."};
inline constexpr Rule key_not_a_uuid{"idempotency_key.not_a_uuid", Kind::malformed, "Without a token the Idempotency-Key must be a UUID.",
                                     "Make a new random UUID for each new thing: nobody else's key may be the same."};
inline constexpr Rule key_reused{"idempotency_key.reused", Kind::invalid, "This Idempotency-Key was used for another request.",
                                 "Use a new key for a new thing; repeat a request with the same bytes in its body."};
inline constexpr Rule if_match_malformed{"if_match.malformed", Kind::malformed, "If-Match takes an entity tag as it was given, or *.",
                                         "Send the ETag of the answer that you have seen, with its quotes."};
inline constexpr Rule version_stale{"version.stale", Kind::stale, "It has changed since.",
                                    "Read it again, see whether your change still makes sense, and send it with the new ETag."};
inline constexpr Rule query_repeated{"query.repeated", Kind::malformed, "Each parameter may be given once.", "Leave out the second one."};
inline constexpr Rule position_malformed{"position.malformed", Kind::malformed, "min_position is not a Journal-Position of this journal.",
                                         "Send what the header Journal-Position of an answer says, as it is."};
inline constexpr Rule position_unknown{"position.unknown", Kind::malformed, "min_position is ahead of everything that has been answered here.",
                                       "Send a Journal-Position that this server has answered; after a restore older ones are gone."};

// Lists.
inline constexpr Rule list_limit{"list.limit", Kind::malformed, "limit is a number from 1 to 200."};
inline constexpr Rule unknown_filter{"list.unknown_filter", Kind::malformed, "There is no such filter here.", "GET /openapi.json says what a list may be asked."};
inline constexpr Rule bad_filter{"list.bad_filter", Kind::malformed, "A filter's value is not as it must be.", "GET /openapi.json says what a filter takes."};
inline constexpr Rule unknown_sort{"list.unknown_sort", Kind::malformed, "There is no such order here.", "GET /openapi.json says in which orders a list can be had."};
inline constexpr Rule no_such_cursor{"list.cursor", Kind::malformed, "This is no cursor of this list.", "Take `next_cursor` of the page before, as it is, or begin without."};
inline constexpr Rule bad_cursor{"list.bad_cursor", Kind::malformed, "This cursor is not of this list.",
                                 "Keep filters, order and search the same from page to page, and take `next_cursor` as it is; or begin without."};

// ?as_of=
inline constexpr Rule as_of_malformed{"as_of.malformed", Kind::malformed, "as_of is no position and no time of this business.",
                                      "Give a Journal-Position or the id of an event, of this business, or a time (RFC 3339)."};
inline constexpr Rule as_of_beyond{"as_of.beyond_the_end", Kind::malformed, "as_of lies beyond the end of the journal.",
                                   "Nothing has happened there yet, or the journal was restored from an older backup: take a position that is here."};
inline constexpr Rule as_of_not_there{"as_of.not_there", Kind::missing, "It was not there then.", "It is there now: ask as of a later position or time."};
inline constexpr Rule as_of_too_long{"as_of.too_long", Kind::unavailable, "More had happened to it by then than is read at once.",
                                     "Try again after Retry-After: it goes on from where it has come, unless it has changed meanwhile."};

// GET /events, GET /explain.
inline constexpr Rule events_after{"events.after", Kind::malformed, "after is no position of this business.",
                                   "Give a Journal-Position, or the id of an event, of this business."};
inline constexpr Rule events_beyond{"events.beyond_the_end", Kind::malformed, "after lies beyond the end of the journal.",
                                    "Nothing has happened there yet, or the journal was restored from an older backup: go on after the newest event that you "
                                    "have and that is here."};
inline constexpr Rule events_unreadable{"events.unreadable", Kind::unavailable, "An event that this takes cannot be read yet.",
                                        "Try again after Retry-After, from the same place."};
inline constexpr Rule no_such_event{"events.not_found", Kind::missing, "This business has no such event."};
inline constexpr Rule heads_range{"heads.range", Kind::malformed, "A proof is between two sizes that this part of the journal has had.",
                                  "Name two sizes of GET /heads, from and to, the smaller one first."};

// How much is asked.
inline constexpr Rule too_many_at_once{"limit.at_once", Kind::limit, "Too many of your requests are waiting already.",
                                       "Wait for answers before asking for more; nobody else is held up by it."};
inline constexpr Rule too_often{"limit.rate", Kind::limit, "That was asked for too often.", "Wait for as many seconds as Retry-After says."};
inline constexpr Rule too_many_connections{"limit.connections", Kind::limit,
                                           "There are too many connections from this address, or too many that have not said who they are.",
                                           "Close some, or use one for several requests. Behind a proxy, its operator names it with --trusted-proxies."};
inline constexpr Rule requests_busy{"requests.busy", Kind::unavailable, "This server is working on as many requests as it can.", "Try again after Retry-After."};

// Not just now: the same request may do later.
inline constexpr Rule not_now{"journal.not_now", Kind::unavailable, "It cannot be decided just now.",
                              "Repeat the request with the same Idempotency-Key after Retry-After: if it has been done, the answer says so."};
inline constexpr Rule owner_away{"owner.away", Kind::unavailable, "The process that decides about this does not answer.",
                                 "Repeat the request with the same Idempotency-Key after Retry-After; another process takes over within seconds."};
inline constexpr Rule handoff_pending{"handoff.pending", Kind::unavailable, "It has been done here, and is being set up elsewhere.",
                                      "Repeat the request with the same Idempotency-Key."};
inline constexpr Rule position_not_reached{"position.not_reached", Kind::unavailable, "This read model has not reached min_position yet.",
                                           "Try again after Retry-After, or allow for a longer wait: Prefer: wait=30."};
inline constexpr Rule postgres_away{"postgres.away", Kind::unavailable, "PostgreSQL cannot be asked just now.",
                                    "Lists and search wait for it; everything else goes on. Try again after Retry-After."};
inline constexpr Rule postgres_not_configured{"postgres.not_configured", Kind::unavailable, "This server runs without PostgreSQL; lists and search need it.",
                                              "Its operator names one with --postgres."};
inline constexpr Rule search_building{"search.building", Kind::unavailable, "This table cannot be asked that before it is built anew.",
                                      "Try again after Retry-After; what an earlier release took, and lists without ?q=, are answered meanwhile."};
inline constexpr Rule projection_catching_up{"projection.catching_up", Kind::unavailable, "This view is being built anew.",
                                             "Try again after Retry-After; everything else is answered meanwhile."};
inline constexpr Rule projection_parked{"projection_parked", Kind::unavailable, "A fact of this business could not be taken into this list.",
                                        "The operator sees why with `millrace parked list`; everything else of the business goes on."};

inline constexpr Rule internal{"internal", Kind::failed, "Something here has failed; the log says what.",
                               "Repeat it with the same Idempotency-Key. If it fails again, the operator finds why in logs/millrace.log."};

// HTTP itself.
inline constexpr Rule http_malformed{"http.malformed", Kind::malformed, "This is no request that HTTP/1.1 knows only one meaning of.",
                                     "Use an HTTP library; what was wrong stands in `detail`."};
inline constexpr Rule http_in_the_clear{"http.in_the_clear", Kind::malformed, "This port speaks TLS; the request came in the clear.",
                                         "Ask again with https://. What the request held was readable on its way: a token or password in it is better changed."};
inline constexpr Rule http_target_too_long{"http.target_too_long", Kind::target_too_long, "The target is longer than 4 KiB.", "Send less in the query."};
inline constexpr Rule http_method_unknown{"http.method_unknown", Kind::not_implemented,
                                          "The method is not one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS."};
inline constexpr Rule http_headers_too_large{"http.headers_too_large", Kind::headers_too_large, "The header is larger than this server takes.",
                                             "Send at most 8 KiB and 64 fields; look for cookies that nobody needs."};
inline constexpr Rule http_version{"http.version_not_supported", Kind::other_version, "Only HTTP/1.1 is spoken here.", "A proxy before this server can speak others."};
inline constexpr Rule http_timeout{"http.timeout", Kind::late, "The request did not arrive in time.", "Send it again, on a new connection."};
inline constexpr Rule http_body_too_large{"http.body_too_large", Kind::too_large, "The body is larger than this route takes.", "Send less at a time."};
inline constexpr Rule http_busy{"http.busy", Kind::unavailable, "This server holds as much for its callers as it can.", "Try again after Retry-After."};
inline constexpr Rule http_draining{"http.draining", Kind::unavailable, "This server is about to stop.", "Connect again; another process answers, or this one once it is back."};
inline constexpr Rule http_no_answer{"http.no_answer", Kind::failed, "Something went wrong inside.", "Repeat it with the same Idempotency-Key."};
inline constexpr Rule http_failed{"http.failed", Kind::failed, "Something went wrong inside.", "Repeat it with the same Idempotency-Key."};
inline constexpr Rule websocket_only{"http.websocket_only", Kind::other_protocol, "This address speaks WebSocket, version 13.",
                                     "Connect with a Centrifugo client, or any other that speaks its JSON protocol."};
inline constexpr Rule websocket_origin{"http.origin", Kind::forbidden, "WebSockets from this Origin are not taken.",
                                       "The operator names further sites with --origins."};

// The admin port.
inline constexpr Rule admin_host{"admin.host", Kind::forbidden, "The admin port does not answer under this name.",
                                 "Ask for localhost, or for the address that --admin-address names."};
inline constexpr Rule admin_origin{"admin.origin", Kind::forbidden, "Pages of other sites may not ask the admin port."};
inline constexpr Rule admin_token{"admin.token", Kind::unauthenticated, "This needs the token of the running server.",
                                  "It stands in run/admin.token of the data directory: send it as `Authorization: Bearer …`."};
inline constexpr Rule rebuild_unknown{"rebuild.unknown", Kind::missing, "There is no such table.", "`detail` names those that there are."};
inline constexpr Rule rebuild_failed{"rebuild.failed", Kind::unavailable, "Nothing was rebuilt.", "The table that was there still answers; mend what `detail` says and ask again."};
inline constexpr Rule rebuild_differs{"rebuild.differs", Kind::conflict, "The rows differ; nothing was switched.",
                                      "Look at the difference; `millrace rebuild --accept` switches nevertheless."};
inline constexpr Rule parked_which{"parked.which", Kind::malformed, "Nothing was tried.", "Say which: a projection and the id of a business, or neither for all."};
inline constexpr Rule parked_not_now{"parked.not_now", Kind::unavailable, "This could not be tried.", "Mend what `detail` says and ask again."};
inline constexpr Rule parked_unknown{"parked.unknown", Kind::missing, "Nothing was tried.", "`millrace parked list` says what is parked."};

inline constexpr Rule no_outbox{"outbox.none", Kind::missing, "This server sends its mail to a mail server; nothing is captured.",
                                "A server without --mail-server captures its mail."};

inline constexpr std::array of_requests{
    no_such_route, method_not_allowed, no_business_selected, sign_in_first, other_site, csrf_token, step_up_required, enrolment_required, other_sign_in_required, passwords_busy, too_many_wrong, body_not_json, json_malformed,
    json_bad_text, input_invalid, key_missing, key_malformed, key_not_a_uuid, key_reused, if_match_malformed, version_stale, query_repeated,
    position_malformed, position_unknown, list_limit, unknown_filter, bad_filter, unknown_sort, no_such_cursor, bad_cursor, as_of_malformed, as_of_beyond, as_of_not_there, as_of_too_long, events_unreadable, too_many_at_once,
    too_often, too_many_connections, requests_busy, not_now, owner_away, handoff_pending, position_not_reached, postgres_away,
    postgres_not_configured, search_building, projection_catching_up, projection_parked, subject_erased, internal};
inline constexpr std::array of_http{
    http_malformed, http_in_the_clear, http_target_too_long, http_method_unknown, http_headers_too_large, http_version, http_timeout, http_body_too_large,
    http_busy, http_draining, http_no_answer, http_failed, websocket_only, websocket_origin};
inline constexpr std::array of_admin{admin_host, admin_origin, admin_token, rebuild_unknown, rebuild_failed, rebuild_differs,
                                     parked_which, parked_not_now, parked_unknown, no_outbox};

}  // namespace millrace::rule
