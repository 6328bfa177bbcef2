#include "infra/runtime/last_words.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <tuple>

namespace millrace {

namespace {

constexpr std::size_t room = 4096;
int log_file = -1, kept_free = -1;
std::atomic<bool> said = false;

using Line = std::array<char, room>;

// As the log has it. Without a word of the C library that might hold a lock.
std::size_t write_line(Line& line, std::string_view why) {
  using namespace std::chrono;
  const auto now = floor<milliseconds>(system_clock::now());
  const auto day = floor<days>(now);
  const year_month_day date{day};
  const hh_mm_ss time{now - day};
  const auto head = std::snprintf(line.data(), line.size(), R"({"time":"%04d-%02u-%02uT%02ld:%02ld:%02ld.%03ldZ","severity_text":"critical","body":")",
                                  int(date.year()), unsigned(date.month()), unsigned(date.day()), time.hours().count(), time.minutes().count(),
                                  time.seconds().count(), time.subseconds().count());
  auto at = static_cast<std::size_t>(head);
  for (const char c : why.substr(0, room / 2))
    line[at++] = c == '"' || c == '\\' ? '\'' : static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  for (const char c : {'"', '}', '\n'}) line[at++] = c;
  return at;
}

[[noreturn]] void on_terminate() {
  if (const auto thrown = std::current_exception()) try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
      say_last_words(e.what());
    } catch (...) {
    }
  say_last_words("ended by an exception that nobody caught");
  std::abort();
}

// The signal takes its course once this returns or raises it again.
void on_signal(int signal) {
  say_last_words(signal == SIGABRT ? "aborted" : signal == SIGBUS ? "ended by SIGBUS: a file that is mapped has become shorter, or the disk fails" : "ended by a signal of a bug");
  std::signal(signal, SIG_DFL);
  ::raise(signal);
}

}  // namespace

std::string keep_last_words(const std::filesystem::path& logs) {
  const auto kept = logs / "last_words";
  std::string before;
  {
    std::ifstream in{kept, std::ios::binary};
    before.assign(std::istreambuf_iterator<char>{in}, {});
    before.resize(std::min(before.find('\0'), before.size()));
  }
  log_file = ::open((logs / "millrace.log").c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  kept_free = ::open(kept.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  const Line nothing{};
  if (kept_free >= 0 && ::posix_fallocate(kept_free, 0, room) == 0) std::ignore = ::pwrite(kept_free, nothing.data(), nothing.size(), 0);
  std::set_terminate(&on_terminate);
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) std::signal(signal, &on_signal);
  while (!before.empty() && before.back() == '\n') before.pop_back();
  return before;
}

void say_last_words(std::string_view why) noexcept {
  if (said.exchange(true)) return;
  Line line;
  const auto length = write_line(line, why);
  std::ignore = ::write(STDERR_FILENO, line.data(), length);
  if (::write(log_file, line.data(), length) == static_cast<ssize_t>(length) && ::fsync(log_file) == 0) return;
  std::ignore = ::pwrite(kept_free, line.data(), length, 0);
  ::fsync(kept_free);
}

}  // namespace millrace
