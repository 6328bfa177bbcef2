// What a process says when it ends against its will: an exception that nobody caught, a bug, a write of unknown outcome. It stands in
// the log like anything else; when the disk has no room even for that, in a little that is kept free for it (logs/last_words), from
// which the next start takes it over.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace millrace {

// From now on: std::terminate, abort and the signals of a bug say why in that directory before they end the process. Returns what the
// process before could not get into its log; empty usually.
std::string keep_last_words(const std::filesystem::path& logs);

// The reason, before std::abort(). The first one counts. Allocates nothing; any thread, also in a signal handler.
void say_last_words(std::string_view why) noexcept;

}  // namespace millrace
