// Requests to other servers: many under way at once, all on the thread that waits for them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

struct Outgoing {
  std::string method = "GET", url;
  std::vector<std::string> headers = {};               // "Name: value"
  std::string body = {};
  // Instead of `body`, what is too large for memory: at most that many bytes from there, at least one before the end. An exception ends
  // the request, and is its `why`.
  struct Upload { std::uint64_t size; std::function<std::string(std::uint64_t at, std::size_t n)> read; };
  std::optional<Upload> upload = {};
  // Who takes the body of a 2xx as it comes; all others are kept, as they are without it. An exception likewise.
  std::function<void(std::string_view)> download = {};
};

struct Incoming {
  int status = 0;                                      // 0: no answer came, `why` says what was in the way
  std::string why = {};
  std::map<std::string, std::string> headers = {};     // names in lower case
  std::string body = {};

  std::string header(const std::string& lower_case_name) const {
    const auto found = headers.find(lower_case_name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

// Not thread-safe. Follows no redirects, uses no proxy, keeps connections open. Destroyed, it drops what is under way.
class HttpClient {
 public:
  using Then = std::function<void(Incoming)>;

  explicit HttpClient(int timeout_ms = 60'000, std::size_t max_answer_bytes = 16 << 20);
  ~HttpClient();

  // `then` is called from wait().
  void start(Outgoing, Then then);
  std::size_t under_way() const;
  // Returns once something has been answered, or after that time.
  void wait(int at_most_ms);
  // From any thread: the wait that is under way, or else the next one, returns at once.
  void wake();
  // One request, waited for; others that are under way go on meanwhile.
  Incoming call(Outgoing);

 private:
  struct Transfer;
  struct Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace millrace
