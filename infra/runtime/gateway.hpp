// Between the HTTP server and the mill: does the waiting that routes never do. Any I/O thread calls it.
#pragma once

#include <atomic>
#include <unordered_map>

#include "gateways/core/quotas.hpp"
#include "gateways/core/route_tree.hpp"
#include "infra/http/server.hpp"
#include "infra/runtime/fair_pool.hpp"
#include "infra/runtime/forwarder.hpp"
#include "infra/runtime/in_flight.hpp"
#include "infra/runtime/metrics.hpp"
#include "infra/runtime/reads_noted.hpp"
#include "infra/runtime/running_mill.hpp"
#include "infra/runtime/passwords.hpp"
#include "infra/runtime/spans.hpp"
#include "projections/core/as_of_reader.hpp"
#include "projections/core/lists.hpp"

namespace millrace {

class Gateway {
 public:
  // All outlive it. Without PostgreSQL `lists` is null, and lists answer 503. `pages` are of no context: /openapi.json, /problems/….
  // `anonymous_a_minute`: what callers without a token may create on one route, of one business and from one address (visitors,
  // accounts, sessions), and positions that nobody was told of; as many at once; 0: any number. They may try ten times as often. Who is ahead of
  // that by no more than `patience` is held for as long instead of being refused.
  // `spans`: where those of requests go; null: nowhere.
  Gateway(const House&, const Services&, RunningMill&, Lists* lists, Routes pages, Metrics&, int anonymous_a_minute = 60,
          QuotaOptions = {0, 0, 0}, Spans* = nullptr, Duration patience = {});
  // Waits for what its pools are doing. The mill answers nobody from then on; `lists` must have stopped before.
  ~Gateway();

  void handle(std::shared_ptr<const Request>, HttpServer::Reply);
  // What the route of that method and path takes of a body, in bytes.
  std::size_t body_limit(const Request&) const;
  // Tells the directory, wherever it is, of the first use of that token (Services::token_used). Any thread.
  void token_used(const Services::SignedIn&, std::string_view token);
  // Whose API key that is (Services::key_holder), and that it has been used (Services::key_used). Any thread.
  std::optional<Services::KeyHolder> key_holder(std::string_view text) const;
  void key_used(const Services::KeyHolder&, std::string_view text);
  // Rows as they stood that were kept for who moves through time; any thread.
  void forget_earlier_rows() { earlier_rows_.forget(); }
  std::size_t in_flight() const { return in_flight_.all(); }

 private:
  using Reply = HttpServer::Reply;
  void guarded(const TraceContext&, const Reply&, const std::function<void()>&);
  void went_wrong(const Call&, const Response&);
  void command(std::shared_ptr<Arrived>, Reply);
  void in_its_turn(std::shared_ptr<Arrived>, Reply);
  void carry_out(std::shared_ptr<Arrived>, Reply);
  void batch(std::shared_ptr<Arrived>, InFlight::Place&, Reply);
  void webhook(std::shared_ptr<Arrived>, Reply);
  bool forward(const Call&, const Reply&);
  Forwarder& forwarder();
  void tell_of_reads(const seen::Minute&);
  void call_out(const std::shared_ptr<Arrived>&, const Reply&, std::function<void()>);
  void submit(std::shared_ptr<Arrived>, const Reader*, Reply);
  void check_password(std::shared_ptr<Arrived>, Reply);
  std::optional<Response> knock(const Request&);
  Quotas::Standing charge_quotas(const Call&);
  std::optional<Response> too_often(Rate&, const std::string& key);
  std::shared_ptr<void> share_of_waiters(const Call&);
  void answer(const std::shared_ptr<Arrived>&, Partition, Outcome, const Reply&);
  void render(const std::shared_ptr<Arrived>&, std::shared_ptr<const Committed>, bool replayed, const Reply&);
  void read(std::shared_ptr<Arrived>, Reply);
  struct Reading;
  void read_at(std::shared_ptr<Reading>);
  void not_reached(const std::shared_ptr<Reading>&, Partition, Mill::Reached);
  void read_now(Arrived&, const Reply&);
  void list(std::shared_ptr<Arrived>, std::optional<Offset> at_least, int wait_ms, Reply);
  void page(Arrived&, const ListAnswer&, const Reply&);
  void search(std::shared_ptr<Arrived>, std::optional<Offset> at_least, int wait_ms, Reply);
  std::optional<Response> authorise(Arrived&, const Reader&) const;
  bool signed_in_otherwise(const Arrived&, const Reader&) const;
  std::optional<Response> shown_too_little(Arrived&, const Reader&) const;
  std::optional<Response> revoked(const Call&, const Reader&) const;

  const House& house_;
  const Routes pages_;
  const RouteTree routes_;                          // of both
  const Services& services_;
  RunningMill& mill_;
  Lists* lists_;
  Metrics& metrics_;
  Spans* spans_;
  InFlight in_flight_;
  std::once_flag others_;
  std::unique_ptr<Forwarder> forwarder_;            // made when there is somebody to forward to
  const Duration patience_;
  std::mutex paced_mutex_;                          // guards the next three
  Rate paced_, tried_;
  Quotas quotas_;
  std::mutex used_mutex_;                           // guards the next two
  std::unordered_map<Uuid, std::int64_t> used_;     // the newest refresh number of a session of which the directory has been told
  std::unordered_map<Uuid, Time> keys_used_;        // when the business was told last that a key is in use
  Passwords passwords_;
  EarlierRows earlier_rows_{256};
  FairPool outside_{4, {.in_all = 64, .of_group = 16, .of_person = 16}};   // who waits for a server of somebody else's
  FairPool reads_{2, {.in_all = 8192, .of_group = 128, .of_person = 128}};
  std::optional<ReadsNoted> noted_;                 // last: it uses all the others
};

}  // namespace millrace
