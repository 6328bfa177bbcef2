// Where mail goes in a house without a mail server: a file that a person can read. Bounded: the oldest mails make room. Thread-safe.
#pragma once

#include <deque>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "gateways/core/effect_kind.hpp"

namespace millrace {

class Outbox {
 public:
  static constexpr std::size_t most_mails = 200;

  // JSON lines, oldest first; made when the first mail comes. What of it cannot be read is left out.
  explicit Outbox(std::filesystem::path file);

  // In the file once it returns; throws std::system_error when it cannot be written.
  void keep(const OutgoingMail&, Time at, const Uuid& business = {});
  // Those of that business go: whose words stand in a mail nobody has noted. Throws likewise.
  void forget(const Uuid& business);
  // As JSON objects, newest first: {from, to, subject, text, message_id, at}.
  std::vector<std::string> newest_first() const;
  // A page to look at them; everything in it is escaped.
  std::string page() const;

 private:
  void write_all();
  void write(const std::string& lines, bool anew);

  std::filesystem::path file_;
  mutable std::mutex mutex_;                     // guards the next
  std::deque<std::string> mails_;
};

}  // namespace millrace
