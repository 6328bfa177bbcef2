// FIPS 180-4 SHA-256 of what comes a piece at a time; digest.hpp has it of what is there.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "schemas/digest.hpp"

namespace millrace {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  Sha256& add(std::string_view);
  Digest digest();                       // of all that was added; nothing is added afterwards

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// 64 digits, lower case.
std::string hex(std::string_view bytes);
inline std::string hex(const Digest& d) { return hex(raw(d)); }

}  // namespace millrace
