// PostgreSQL as the server uses it: the runner that keeps the tables, and the lists that are read from them.
#pragma once

#include "infra/runtime/gateway.hpp"

namespace millrace {

class Sql {
 public:
  struct Parts {
    std::string dsn;                   // without a user
    const House& house;
    const Folds& folds;
    const Services& services;
    const Journal& journal;
    Metrics& metrics;
  };
  // Returns at once; connects, migrates and catches up on threads of its own, again and again until it can.
  explicit Sql(Parts);
  ~Sql();

  void notify();                       // the journal has more
  std::variant<ListPage, Response> list(const ListRequest&);   // blocking
  bool up() const;
  std::string why() const;             // it is not
  std::int64_t lag() const;            // records that the tables are behind the journal

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace millrace
