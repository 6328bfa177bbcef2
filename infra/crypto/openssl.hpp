// What the folder's units share about OpenSSL: owners for its handles and the exception for a library that fails.
#pragma once

#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

namespace millrace::crypto {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* handle) const { release(handle); }
};
template <class T, auto release>
using Handle = std::unique_ptr<T, Release<release>>;

// The library itself failed (memory, a provider that is not there): no input can cause it and nothing can be retried.
[[noreturn]] inline void fail(const char* what) {
  char why[160] = "no reason given";
  if (const auto code = ERR_get_error()) ERR_error_string_n(code, why, sizeof why);
  throw std::runtime_error(std::string{"OpenSSL: "} + what + ": " + why);
}

inline void ensure(bool ok, const char* what) {
  if (!ok) fail(what);
}

inline const unsigned char* bytes(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
inline unsigned char* bytes(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

}  // namespace millrace::crypto
