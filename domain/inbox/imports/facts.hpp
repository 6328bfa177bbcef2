// One load of history, taken in as a whole.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Import;

namespace imports {

struct Taken {
  static constexpr auto wire = "import.taken.v1";
  Id<Import> id;
  std::int64_t conversations = 0;                     // that it made
  std::int64_t new_messages = 0;
  std::int64_t known_messages = 0;                    // that were here already
};
BOOST_DESCRIBE_STRUCT(Taken, (), (id, conversations, new_messages, known_messages))

}  // namespace imports
}  // namespace millrace
