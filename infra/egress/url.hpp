// A URL, taken to pieces by the library that will call it, so that nobody reads it differently.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

namespace millrace {

struct Url {
  std::unique_ptr<CURLU, void (*)(CURLU*)> url{curl_url(), &curl_url_cleanup};
  bool whole;

  explicit Url(const std::string& text, unsigned flags = 0) : whole(curl_url_set(url.get(), CURLUPART_URL, text.c_str(), flags) == CURLUE_OK) {}
  // Empty when it has none.
  std::string part(CURLUPart what, unsigned flags = 0) const {
    char* text = nullptr;
    if (curl_url_get(url.get(), what, &text, flags) != CURLUE_OK) return {};
    std::string out(text);
    curl_free(text);
    return out;
  }
  std::string host() const { return part(CURLUPART_HOST); }
  unsigned port() const {
    const auto text = part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
    return text.empty() ? 0 : static_cast<unsigned>(std::stoul(text));
  }
};

}  // namespace millrace
