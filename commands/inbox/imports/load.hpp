// What a load comes to, once nothing is wrong with it.
#pragma once

#include <set>

#include "commands/core/context.hpp"
#include "commands/inbox/imports/asks.hpp"
#include "commands/inbox/imports/lookups.hpp"

namespace millrace::imports {

// Whose name the conversation's key is.
std::string source_of(const Load&, const HistoricConversation&);

// Members of the ask, for people.
std::string place(std::size_t conversation, std::string_view member);
std::string place(std::size_t conversation, std::size_t message, std::string_view member);

// What a load may name only once, in whatever spelling; but where an earlier release took two spellings for two names, each is known.
template <class F, class Name>
class Once {
 public:
  explicit Once(const Tenant& tenant) : tenant_(tenant) {}
  bool take(const Name& written) {
    if (!written_.insert(Key(written)).second) return false;
    return compared_.insert(Key(as_compared(written))).second || tenant_.find<F>(Key(written));
  }

 private:
  const Tenant& tenant_;
  std::set<Key> written_, compared_;
};

Verdict decided(Load&, const Context&);

}  // namespace millrace::imports
