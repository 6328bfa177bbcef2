// Where the master key is kept, and how it is changed. The file holds it, 32 bytes as 43 characters of base64url; once it has been changed, a second
// line: the first one, wrapped under it (RFC 3394), in base64url.
#pragma once

#include <filesystem>

#include "infra/crypto/master_key.hpp"
#include "infra/crypto/random.hpp"

namespace millrace {

// Reads `file`; when it is empty, `master` in the directory, which is made if no keys depend on it yet. Of a change that was cut short there
// it is the one that the keys are under. Throws VaultRefused.
MasterKey master_key(const std::filesystem::path& directory, const std::filesystem::path& file, Random&);

// What a change that was cut short has left in the directory comes to an end: it is done if the keys are under the new one already, else taken
// back. For who holds the lock of the keys. Whether it was done.
bool settle_master_key(const std::filesystem::path& directory);

struct MasterKeyChanged { std::size_t keys = 0; bool begun_before = false; };
// A new master key, and all keys of the directory wrapped under it; neither the journal nor what is sealed changes. Killed anywhere, the directory
// is as before or as behind it. An external one (`file`) is replaced by `to`, which is made, and the old file stays. Nobody else may use the
// keys meanwhile. Throws VaultRefused, std::system_error.
MasterKeyChanged change_master_key(const std::filesystem::path& directory, const std::filesystem::path& file, const std::filesystem::path& to, Random&);

}  // namespace millrace
