// Bytes as published test vectors print them, and a directory that goes with its test.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace millrace {

inline std::string to_hex(std::string_view in) {
  std::string out;
  for (const unsigned char c : in)
    for (const int digit : {c >> 4, c & 15}) out += "0123456789abcdef"[digit];
  return out;
}

inline std::string from_hex(std::string_view in) {
  std::string out;
  for (std::size_t i = 0; i + 1 < in.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string{in.substr(i, 2)}, nullptr, 16));
  return out;
}

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "millrace-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;

  std::filesystem::path path;
};

}  // namespace millrace
