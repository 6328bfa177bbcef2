// Where the house lives on a Kafka, and the journal's topic there: made at the first start, checked at every one.
#pragma once

#include "infra/kafka/admin.hpp"
#include "schemas/journal/record.hpp"

namespace millrace::kafka {

struct Place {
  Options client;
  std::string topic_prefix = "millrace";               // topics are called <prefix>.journal, <prefix>.keys, …
  bool dev = false;                                    // fewer than three brokers will do

  std::string topic(const std::string& name) const { return topic_prefix + "." + name; }
};

// As durable as a cluster of so many brokers can be; with one only, every record is flushed before it is acknowledged.
Admin::TopicShape replicated(int partitions, int brokers);
Settings durable(int replicas);

// Makes the topic if there is none. Throws Refused, with what is wrong and how to mend it, for one that would lose, change or
// misplace records, and Trouble when the brokers do not answer.
void prepare_journal(Admin&, const Place&);

// The incarnation of the journal in that topic: what the first record of its first partition says, whoever wrote it. An empty
// journal gets `fresh`, by a FENCE of the writer `writer`. Throws Trouble, and Refused when that record is no FENCE.
Uuid incarnation_of(const Place&, const Uuid& fresh, const Uuid& writer, Time now);

}  // namespace millrace::kafka
