// Where the house lives on a Kafka, and the journal's topic there: made at the first start, checked at every one. What is refused of
// any of the house's topics is refused in the words from here.
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

// The command that gives a topic that setting; who reads it knows a broker of his.
std::string alter(const std::string& topic, const std::string& setting);
// Throw Refused.
[[noreturn]] void refuse(const std::string& topic, const std::string& why, const std::string& mend);
void check_records_fit(const std::string& topic, const Settings& is);
// … which is allowed with `dev`: less durable than three brokers can be, and too few brokers for that. How many there are.
void check_replication(const std::string& topic, const Admin::TopicShape&, const Settings& is);
int brokers_for(Admin&, const Place&);

// False when there is no such topic. Throws Refused, with what is wrong and how to mend it, for one that would lose, change or
// misplace records, and Trouble when the brokers do not answer. What is only unwise is said to the log of the place.
bool check_journal(Admin&, const Place&);
// Makes the topic if there is none, and checks it.
void prepare_journal(Admin&, const Place&);

// The incarnation of the journal in that topic, which is there: what the first record of its first partition says, whoever wrote
// it; none while it is empty. Throws Trouble, and Refused when that record is no FENCE.
std::optional<Uuid> incarnation_of(const Place&);
// The same; an empty journal gets `fresh`, by a FENCE of the writer `writer`.
Uuid begun_journal(const Place&, const Uuid& fresh, const Uuid& writer, Time now);

}  // namespace millrace::kafka
