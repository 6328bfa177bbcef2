// One connection to PostgreSQL as one of our roles. libpqxx is named in connection.cpp alone. Not thread-safe; blocking.
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace millrace {

struct PgError : std::runtime_error {
  enum class Kind {
    away,                    // the server, or this connection, is gone: connect again later
    refused,                 // the values cannot be stored or computed with (classes 22, 23, 54): trying again changes nothing
    busy,                    // a lock or a deadlock: the transaction may be tried again
    other,                   // a wrong statement, missing rights, no such database
  };
  PgError(Kind kind, std::string sqlstate, const std::string& what) : std::runtime_error(what), kind(kind), sqlstate(std::move(sqlstate)) {}
  Kind kind;
  std::string sqlstate;
};

using PgRow = std::vector<std::optional<std::string>>;
struct PgResult {
  std::vector<PgRow> rows;
  std::size_t affected = 0;
};

// A parameter in PostgreSQL's binary form.
struct PgBinary {
  std::string bytes;
};

class PgConnection {
 public:
  // Connects. `dsn` is libpq's, as "host=… dbname=…" or "postgresql://…", without a user. Throws PgError.
  PgConnection(const std::string& dsn, const std::string& user, const std::string& application);
  ~PgConnection();
  PgConnection(const PgConnection&) = delete;

  enum class Mode { read_write, read_only };
  // One at a time. Gone without commit(): rolled back.
  class Transaction {
   public:
    ~Transaction();
    Transaction(const Transaction&) = delete;
    PgResult run(const std::string& sql);                                             // one or more statements
    PgResult run(const std::string& sql, const std::vector<std::string>& params);
    PgResult run_prepared(const std::string& sql, const std::vector<std::string>& params);  // planned once a connection
    PgResult run_binary(const std::string& sql, const std::vector<PgBinary>& params);       // the same
    void commit();

   private:
    friend class PgConnection;
    const std::string& prepared(const std::string& sql);
    struct State;
    explicit Transaction(std::unique_ptr<State>);
    std::unique_ptr<State> state_;
  };
  Transaction begin(Mode = Mode::read_write);
  // One statement outside of any transaction, such as VACUUM.
  void run_alone(const std::string& sql);
  // False once it was seen broken. A broken connection is never used again: libpqxx would mend it silently, without its locks.
  bool open() const;

 private:
  friend class Transaction;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
