// The house's state out of what runs: the mill, PostgreSQL's runner, the journal's place.
#pragma once

#include <filesystem>
#include <functional>

#include "gateways/operations/house_state.hpp"
#include "infra/postgres/sql_runner_thread.hpp"
#include "infra/runtime/running_mill.hpp"

namespace millrace {

class RunningHouseState final : public HouseState {
 public:
  struct Parts {
    RunningMill& mill;
    const SqlRunnerThread* sql;                          // null without PostgreSQL
    Uuid incarnation;
    std::filesystem::path segments = {};                 // directory of the embedded journal; empty: it is on Kafka
    std::function<std::int64_t()> brokers = {};          // of Kafka, that answer
  };
  // All outlive it.
  explicit RunningHouseState(Parts parts) : parts_(std::move(parts)) {}

  std::vector<operations::PartitionState> partitions() const override;
  std::vector<operations::ProjectionState> projections() const override;
  std::vector<operations::StoppedPartition> stopped() const override;
  std::vector<operations::ParkedFold> parked() const override;
  operations::JournalState journal() const override;
  operations::PostgresState postgres() const override;

 private:
  Parts parts_;
};

}  // namespace millrace
