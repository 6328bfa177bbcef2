// What every fuzz target is made of: libFuzzer's entry point (llvm.org/docs/LibFuzzer.html), and claims, which end the run when they do not hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#define CLAIM(what)                                                                       \
  do {                                                                                    \
    if (!(what)) std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #what), std::abort(); \
  } while (false)

// What a target does with one input. It keeps nothing of it.
void fuzz(std::string_view input);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
