// One request that asks the same of many: as the commands that it is, and their answers as one. Pure; whoever calls it asks each.
#pragma once

#include "gateways/core/entry.hpp"

namespace millrace {

// What has become of one of them, beside its `undo` and its `problem`.
struct BatchItem {
  Uuid id;
  std::int64_t status = 0;                   // as if it had been asked alone
  std::optional<std::int64_t> version;       // when it has been done
};
BOOST_DESCRIBE_STRUCT(BatchItem, (), (id, status, version))

// Each as it would have arrived alone, in the order of the body.
std::variant<std::vector<Arrived>, Response> each_of(const Arrived& batch);
// The answer of each: its version, and the action that takes it back.
Response done_in_batch(const Call&, const Committed&);
// All that is answered: 200 when every one has been decided, whatever was decided.
Response batch_answer(const std::vector<Arrived>&, const std::vector<Response>&);

}  // namespace millrace
