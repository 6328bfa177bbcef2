// Conversations of one business, cut into requests that POST /import/conversations takes. The same input gives the same requests,
// byte for byte, so that a repeated import repeats its requests. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "infra/history/line.hpp"

namespace millrace::history {

// What one request, and the record that it becomes, may hold.
inline constexpr std::size_t most_messages = 50, most_conversations = 24, most_bytes = 400'000;

struct Batch {
  std::vector<imports::HistoricConversation> conversations = {};
  std::vector<std::size_t> lines = {};                 // where each stands in the file
  std::size_t messages = 0;
  std::size_t bytes = 0;                               // of its messages as JSON
};

std::string body_of(const Batch&, std::string_view channel, std::string_view source = {});    // none: the channel is the source
// The requests that a refused one is cut into, so that what is good of it goes in; none when there is nothing to cut.
std::vector<Batch> halves_of(Batch);

class Batches {
 public:
  // The requests that are complete before the last of this conversation. One that fits into a request is never cut; the parts of one
  // that does not go in order. A new one has a customer among the messages of its first part, else nothing of it is taken in.
  std::variant<std::vector<Batch>, Broken> add(imports::HistoricConversation, std::size_t line);
  // What has not been given out yet.
  std::optional<Batch> rest();
  std::size_t conversations() const { return seen_.size(); }      // different ones

 private:
  std::set<std::string> seen_;
  std::set<std::string> in_open_;
  Batch open_;
};

}  // namespace millrace::history
