// How the house does, as its operator sees it: a port that infra/runtime implements. Any thread but the strand and those of connections: it
// may wait for the strand, and look at the disk.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "domain/core/id.hpp"
#include "domain/core/time.hpp"

namespace millrace {

namespace operations {

struct PartitionState {
  std::int64_t partition = 0;
  bool owned = false;                          // this process decides for it
  std::optional<std::string> owner;            // where the process is that does, if it is another one
  std::int64_t records = 0;                    // of the journal
  std::int64_t folded = 0, lag = 0;            // by the local store; what it is behind
  std::optional<std::int64_t> sql_folded, sql_lag;   // by PostgreSQL's tables, as readers see them; none: this process keeps none
  std::optional<std::string> stopped;          // why it goes no further
};
BOOST_DESCRIBE_STRUCT(PartitionState, (), (partition, owned, owner, records, folded, lag, sql_folded, sql_lag, stopped))

enum class Store { local, sql };
BOOST_DESCRIBE_ENUM(Store, local, sql)

struct ProjectionState {
  std::string name;
  Store store = Store::local;
  std::int64_t version = 0;
  std::optional<std::int64_t> generation;      // of a table
  bool serves = true;                          // false: it is built beside the one that does, or for the first time
  std::int64_t records = 0, read = 0, lag = 0;   // that there are, that it has had, that it has not
  std::int64_t parked = 0;                     // businesses whose facts it could not take
};
BOOST_DESCRIBE_STRUCT(ProjectionState, (), (name, store, version, generation, serves, records, read, lag, parked))

struct StoppedPartition {
  std::int64_t partition = 0;
  std::optional<std::int64_t> offset;          // of the record that it cannot go past; none: the journal could not be read
  std::string why;
};
BOOST_DESCRIBE_STRUCT(StoppedPartition, (), (partition, offset, why))

struct ParkedFold {
  std::optional<std::string> projection;       // none: all of that business
  Store store = Store::local;
  Uuid business_id{};                          // nil: the directory
  std::int64_t partition = 0;
  std::optional<std::int64_t> offset;          // before which it stands; none: the log says
  std::string why;
};
BOOST_DESCRIBE_STRUCT(ParkedFold, (), (projection, store, business_id, partition, offset, why))

struct JournalState {
  std::string kind;                            // embedded or kafka
  Uuid incarnation{};
  std::int64_t records = 0;
  std::optional<std::int64_t> bytes, segments, segments_elsewhere;   // of segment files; elsewhere: on the cheaper disk
  std::optional<std::int64_t> free_bytes;      // of their disk
  std::optional<std::int64_t> brokers;         // of Kafka, that answer
  bool takes_records = false;                  // there is room, and somebody answers
};
BOOST_DESCRIBE_STRUCT(JournalState, (), (kind, incarnation, records, bytes, segments, segments_elsewhere, free_bytes, brokers, takes_records))

struct PostgresState {
  std::string state;                           // none, starting, running, standby, away or diverged
  std::optional<std::string> why;
  std::int64_t lag = 0, parked = 0;
};
BOOST_DESCRIBE_STRUCT(PostgresState, (), (state, why, lag, parked))

}  // namespace operations

class HouseState {
 public:
  virtual ~HouseState() = default;
  virtual std::vector<operations::PartitionState> partitions() const = 0;
  virtual std::vector<operations::ProjectionState> projections() const = 0;
  virtual std::vector<operations::StoppedPartition> stopped() const = 0;
  virtual std::vector<operations::ParkedFold> parked() const = 0;
  virtual operations::JournalState journal() const = 0;
  virtual operations::PostgresState postgres() const = 0;
};

}  // namespace millrace
