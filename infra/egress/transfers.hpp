// What all clients of this folder share: libcurl's transfers, many under way at once, all on the thread that waits for them.
#pragma once

#include <curl/curl.h>

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace millrace {

struct EasyFreed { void operator()(CURL* easy) const { curl_easy_cleanup(easy); } };
struct MultiFreed { void operator()(CURLM* multi) const { curl_multi_cleanup(multi); } };
struct ListFreed { void operator()(curl_slist* list) const { curl_slist_free_all(list); } };
struct MimeFreed { void operator()(curl_mime* mime) const { curl_mime_free(mime); } };

// One transfer. Throws std::runtime_error when libcurl cannot be started.
struct Transfer {
  Transfer();
  virtual ~Transfer() = default;
  // Called from Transfers::wait when it has ended, so or so.
  virtual void ended(CURLcode) = 0;

  template <class T>
  void set(CURLoption option, T value) {
    if (const auto code = curl_easy_setopt(easy.get(), option, value); code != CURLE_OK)
      throw std::runtime_error(std::string("libcurl: ") + curl_easy_strerror(code));
  }
  void add_header(const std::string& line) { headers.reset(curl_slist_append(headers.release(), line.c_str())); }
  void body(const std::string& method, const std::string& bytes);      // which stay until it has ended
  void common(int timeout_ms);                                         // what all of them are set to, last
  std::string why(CURLcode code) const { return error[0] ? error : curl_easy_strerror(code); }
  long status() const;

  std::unique_ptr<curl_slist, ListFreed> headers;
  char error[CURL_ERROR_SIZE] = {};
  std::unique_ptr<CURL, EasyFreed> easy;                               // points at the others
};

// Not thread-safe but for wake(). Destroyed, it drops what is under way.
class Transfers {
 public:
  Transfers();
  ~Transfers();

  void begin(std::unique_ptr<Transfer>, int timeout_ms);
  std::size_t under_way() const { return transfers_.size(); }
  // Returns once something has ended, or after that time.
  void wait(int at_most_ms);
  void wake() { curl_multi_wakeup(multi_.get()); }

 private:
  struct Ended { std::unique_ptr<Transfer> transfer; CURLcode code; };
  std::vector<Ended> ended();

  std::unique_ptr<CURLM, MultiFreed> multi_;
  std::map<CURL*, std::unique_ptr<Transfer>> transfers_;
};

}  // namespace millrace
