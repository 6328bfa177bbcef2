// Brings a file of conversations into a running server: a business per organisation, their requests one after the other, those of
// several businesses at the same time. What has been taken in is known by its keys, so it may be stopped and repeated at any time.
#pragma once

#include <deque>
#include <filesystem>
#include <fstream>
#include <map>

#include "infra/egress/http_client.hpp"
#include "infra/history/batches.hpp"

namespace millrace::history {

// The server cannot be reached, or not as the operator. what() says what mends it; what has been taken in stays.
struct Stopped : std::runtime_error { using runtime_error::runtime_error; };
// The file is not what it should be as a whole.
struct NotConversations : std::runtime_error { using runtime_error::runtime_error; };
// A line says what nobody here understands; what() names the member and its place. What has been taken in stays.
struct UnknownMember : std::runtime_error { using runtime_error::runtime_error; };

struct Totals {
  std::size_t businesses = 0, conversations = 0, messages = 0;       // of the file
  std::size_t fresh = 0, known = 0;                                  // messages
  std::size_t wrong = 0;                                             // lines, or conversations that the server refused
};

class Import {
 public:
  struct World {
    HttpClient& http;
    std::string url;                                   // of the server, without a slash at the end
    std::string channel;
    std::string source;                                // of lines that name none; empty: the channel
    std::function<std::string()> token;                // the operator's, good for now
    std::function<void()> log_in;                      // the server has refused that token: get one that is good, or throw
    std::function<Time()> now;
    std::function<void(const std::string&)> complain;  // one line
    std::function<void(double done, const Totals&)> progress;        // 0 to 1
  };

  explicit Import(World);
  // Throws Stopped, NotConversations, UnknownMember.
  Totals run(const std::filesystem::path& file);

 private:
  // The requests of one business, one under way at a time: a customer who writes twice is one customer.
  struct Lane {
    std::string organization;
    std::string business_id = {};
    Batches batches = {};
    std::deque<Batch> waiting = {};
    bool busy = false;
    int failures = 0;                                  // in a row
    Time not_before{};
  };

  bool read_more();
  std::optional<std::string_view> next_line();
  void take(std::string_view line);
  void wrong(std::size_t line, const std::string& why);
  [[noreturn]] void not_conversations() const;
  void give_out();
  void begin(Lane&);
  void found(Lane&, const Incoming&);
  void loaded(Lane&, Batch, const Incoming&);
  bool again(Lane&, const Incoming&);
  void refused(Lane&, Batch, const Incoming&);
  Outgoing request(const std::string& path, std::string key, std::string body) const;

  World world_;
  std::ifstream in_;
  std::string buffer_;                                // of one line
  std::size_t line_ = 0, good_ = 0;
  std::vector<std::string> early_faults_;             // before the first good line
  std::map<std::string, Lane> lanes_;
  std::size_t queued_bytes_ = 0;                      // in requests that wait or are under way
  bool token_refused_ = false;
  std::uint64_t bytes_ = 0, read_ = 0, messages_done_ = 0;
  Totals totals_;
};

}  // namespace millrace::history
