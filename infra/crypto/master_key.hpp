// The house's one secret.
#pragma once

#include <string>

namespace millrace {

// Keys are wrapped under `now`, and whatever is good for a while derives from it. Of `first` comes what others hold, or what the journal has of it
// for ever: widget keys, digests, who signs. So those stay good when the master key is changed, and the first one is to be kept secret still.
struct MasterKey {
  MasterKey(std::string only) : now(only), first(std::move(only)) {}
  MasterKey(std::string now_, std::string first_) : now(std::move(now_)), first(std::move(first_)) {}
  MasterKey(const MasterKey&) = default;
  ~MasterKey();                                        // wipes it
  std::string now, first;
};

}  // namespace millrace
