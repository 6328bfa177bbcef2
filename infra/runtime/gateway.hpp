// Between the HTTP server and the mill: does the waiting that routes never do. Any I/O thread calls it.
#pragma once

#include <atomic>
#include <unordered_map>

#include "gateways/core/route_tree.hpp"
#include "infra/http/server.hpp"
#include "infra/runtime/fair_pool.hpp"
#include "infra/runtime/forwarder.hpp"
#include "infra/runtime/in_flight.hpp"
#include "infra/runtime/metrics.hpp"
#include "infra/runtime/running_mill.hpp"
#include "infra/runtime/passwords.hpp"
#include "projections/core/lists.hpp"

namespace millrace {

class Gateway {
 public:
  // All outlive it. Without PostgreSQL `lists` is null, and lists answer 503. `pages` are of no context: /openapi.json, /problems/….
  // `anonymous_a_minute`: what callers without a token may create on one route, of one business and from one address (visitors,
  // accounts, sessions), and positions that nobody was told of; as many at once; 0: any number. They may try ten times as often.
  Gateway(const House&, const Services&, RunningMill&, Lists* lists, Routes pages, Metrics&, int anonymous_a_minute = 60);
  // Waits for what its pools are doing. The mill answers nobody from then on; `lists` must have stopped before.
  ~Gateway();

  void handle(std::shared_ptr<const Request>, HttpServer::Reply);
  // What the route of that method and path takes of a body, in bytes.
  std::size_t body_limit(const Request&) const;
  // Tells the directory, wherever it is, of the first use of that token (Services::token_used). Any thread.
  void token_used(const Services::SignedIn&, std::string_view token);
  std::size_t in_flight() const { return in_flight_.all(); }

 private:
  using Reply = HttpServer::Reply;
  void guarded(const Reply&, const std::function<void()>&);
  void command(std::shared_ptr<Arrived>, Reply);
  void webhook(std::shared_ptr<Arrived>, Reply);
  bool forward(const Call&, const Reply&);
  void submit(std::shared_ptr<Arrived>, const Reader*, Reply);
  void check_password(std::shared_ptr<Arrived>, Reply);
  std::optional<Response> too_often(Rate&, const std::string& key);
  std::optional<Response> charge(Arrived&, Reply&);
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
  std::optional<Response> authorise(Arrived&, const Reader&) const;
  std::optional<Response> revoked(const Call&, const Reader&) const;

  const House& house_;
  const Routes pages_;
  const RouteTree routes_;                          // of both
  const Services& services_;
  RunningMill& mill_;
  Lists* lists_;
  Metrics& metrics_;
  InFlight in_flight_;
  std::once_flag others_;
  std::unique_ptr<Forwarder> forwarder_;            // made when there is somebody to forward to
  std::mutex paced_mutex_;                          // guards the next
  Rate paced_, tried_;
  std::mutex used_mutex_;                           // guards the next
  std::unordered_map<Uuid, std::int64_t> used_;     // the newest refresh number of a session of which the directory has been told
  Passwords passwords_;
  FairPool reads_{2, {.in_all = 8192, .of_group = 128, .of_person = 128}};
};

}  // namespace millrace
