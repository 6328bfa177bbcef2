// What people have asked and heard, in the order in which it happened: all that the judge needs besides the log itself.
#pragma once

#include "commands/core/command.hpp"
#include "tests/simulation/post.hpp"
#include "tests/simulation/process.hpp"

namespace millrace::simulation {

// A command as its sender knows it. The same id with another body is another of these.
struct Asked {
  Command command;
  struct Attempt {
    Offset after = -1;                   // the newest offset that anybody had heard of when it was made
    std::optional<Reply> reply;          // nothing: no answer in time
  };
  std::vector<Attempt> attempts;
};

// A row, a list, or a row of SQL, as it was seen.
struct SawRows {
  enum class What { row, list, sql };
  What what;
  Partition partition;
  Uuid tenant;
  Id<Jar> id;
  Offset offset;                         // as of there
  Offset wanted;                         // and no earlier than there
  std::string row;
  std::int64_t version = 0;
};

// One subscription from its beginning to its end: who heard what on a channel.
struct Heard {
  struct Publication { Offset offset; std::string data; std::pair<Offset, Offset> settled; };   // how far the sender had settled and folded
  Uuid guest;
  Uuid tenant;
  Partition partition;
  std::string channel;
  Offset from = -1;                      // everything behind this is due
  Offset to = -1;                        // and this far it was told that nothing was missing
  std::vector<Publication> publications;
};

struct History {
  std::deque<Asked> asked;
  std::set<Uuid> first_answers;                          // the commands that were answered as if for the first time, heard or not
  std::vector<SawRows> saw;
  std::deque<Heard> heard;
  std::vector<Sent> sent;
  std::map<Partition, Offset> newest_known;              // that anybody has been told
};

}  // namespace millrace::simulation
