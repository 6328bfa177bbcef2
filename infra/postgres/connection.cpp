#include "infra/postgres/connection.hpp"

#include <fmt/format.h>
#include <map>
#include <pqxx/pqxx>

namespace millrace {

namespace {

std::string one_line(std::string_view what) {
  what = what.substr(0, what.find_last_not_of(" \n") + 1);
  std::string out{what};
  for (auto& c : out)
    if (c == '\n') c = ' ';
  return out;
}

PgError::Kind kind_of(const std::string& state) {
  const auto begins = [&](const char* with) { return state.starts_with(with); };
  if (begins("08") || begins("57P")) return PgError::Kind::away;
  if (begins("22") || begins("23") || begins("54")) return PgError::Kind::refused;
  if (begins("40") || begins("55P03") || begins("57014")) return PgError::Kind::busy;
  return PgError::Kind::other;
}

// libpqxx 6.4 keeps the code to itself where the class of its exception says it.
std::string state_of(const pqxx::sql_error& e) {
  if (!e.sqlstate().empty()) return e.sqlstate();
  const auto is = [&]<class E>(const E*) { return dynamic_cast<const E*>(&e) != nullptr; };
  if (is(static_cast<pqxx::insufficient_privilege*>(nullptr))) return "42501";
  if (is(static_cast<pqxx::undefined_table*>(nullptr))) return "42P01";
  if (is(static_cast<pqxx::data_exception*>(nullptr))) return "22000";
  if (is(static_cast<pqxx::unique_violation*>(nullptr))) return "23505";
  if (is(static_cast<pqxx::integrity_constraint_violation*>(nullptr))) return "23000";
  return "";
}

// The one place where libpqxx's exceptions become ours.
template <class Do>
auto translated(Do&& what) {
  try {
    return what();
  } catch (const pqxx::broken_connection& e) {
    throw PgError{PgError::Kind::away, "", one_line(e.what())};
  } catch (const pqxx::in_doubt_error& e) {
    throw PgError{PgError::Kind::away, "", one_line(e.what())};
  } catch (const pqxx::sql_error& e) {
    const auto state = state_of(e);
    throw PgError{kind_of(state), state, one_line(e.what())};
  } catch (const pqxx::failure& e) {
    throw PgError{PgError::Kind::other, "", one_line(e.what())};
  }
}

PgResult taken(const pqxx::result& r) {
  PgResult out;
  out.affected = static_cast<std::size_t>(r.affected_rows());
  out.rows.reserve(static_cast<std::size_t>(r.size()));
  for (const auto& row : r) {
    PgRow& to = out.rows.emplace_back();
    for (const auto& field : row)
      if (field.is_null()) to.emplace_back();
      else to.emplace_back(std::string(field.c_str(), field.size()));
  }
  return out;
}

std::string with_user(const std::string& dsn, const std::string& user, const std::string& application) {
  const bool uri = dsn.find("://") != std::string::npos;
  const char first = !uri ? ' ' : dsn.find('?') == std::string::npos ? '?' : '&', next = uri ? '&' : ' ';
  return fmt::format("{}{}user={}{}application_name={}{}connect_timeout=3", dsn, first, user, next, application, next);
}

}  // namespace

struct PgConnection::State {
  explicit State(const std::string& dsn) : connection(dsn) {}
  pqxx::connection connection;
  std::map<std::string, std::string> prepared;               // statement → its name
};

struct PgConnection::Transaction::State {
  PgConnection::State& owner;
  std::unique_ptr<pqxx::transaction_base> transaction;
};

PgConnection::PgConnection(const std::string& dsn, const std::string& user, const std::string& application)
    : state_(translated([&] { return std::make_unique<State>(with_user(dsn, user, application)); })) {
  state_->connection.set_verbosity(pqxx::connection_base::terse);
}
PgConnection::~PgConnection() = default;

bool PgConnection::open() const { return state_->connection.is_open(); }

PgConnection::Transaction PgConnection::begin(Mode mode) {
  if (!open()) throw PgError{PgError::Kind::away, "", "the connection is closed"};
  auto state = std::unique_ptr<Transaction::State>(new Transaction::State{*state_, nullptr});
  translated([&] {
    if (mode == Mode::read_only) state->transaction = std::make_unique<pqxx::read_transaction>(state_->connection);
    else state->transaction = std::make_unique<pqxx::work>(state_->connection);
  });
  return Transaction{std::move(state)};
}

void PgConnection::run_alone(const std::string& sql) {
  if (!open()) throw PgError{PgError::Kind::away, "", "the connection is closed"};
  translated([&] { pqxx::nontransaction{state_->connection}.exec(sql); });
}

PgConnection::Transaction::Transaction(std::unique_ptr<State> state) : state_(std::move(state)) {}
PgConnection::Transaction::~Transaction() = default;

PgResult PgConnection::Transaction::run(const std::string& sql) {
  return translated([&] { return taken(state_->transaction->exec(sql)); });
}

PgResult PgConnection::Transaction::run(const std::string& sql, const std::vector<std::string>& params) {
  return translated([&] { return taken(state_->transaction->exec_params(sql, pqxx::prepare::make_dynamic_params(params))); });
}

// Its name, prepared when it is run for the first time.
const std::string& PgConnection::Transaction::prepared(const std::string& sql) {
  auto& known = state_->owner.prepared;
  auto found = known.find(sql);
  if (found == known.end()) {
    found = known.emplace(sql, fmt::format("s{}", known.size())).first;
    translated([&] { state_->owner.connection.prepare(found->second, sql); });
  }
  return found->second;
}

PgResult PgConnection::Transaction::run_prepared(const std::string& sql, const std::vector<std::string>& params) {
  const auto& name = prepared(sql);
  return translated([&] { return taken(state_->transaction->exec_prepared(name, pqxx::prepare::make_dynamic_params(params))); });
}

PgResult PgConnection::Transaction::run_binary(const std::string& sql, const std::vector<PgBinary>& params) {
  const auto& name = prepared(sql);
  std::vector<pqxx::binarystring> binary;
  for (const auto& p : params) binary.emplace_back(p.bytes.data(), p.bytes.size());
  return translated([&] { return taken(state_->transaction->exec_prepared(name, pqxx::prepare::make_dynamic_params(binary))); });
}

void PgConnection::Transaction::commit() {
  translated([&] { state_->transaction->commit(); });
}

}  // namespace millrace
