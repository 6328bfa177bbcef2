#include "infra/main/admin_token.hpp"

#include <array>

#include "infra/crypto/key_file.hpp"
#include "schemas/digest.hpp"

namespace millrace {

std::string new_admin_token(Random& random, const std::filesystem::path& run) {
  std::array<std::uint8_t, 32> chance;
  random.fill(chance);
  const auto token = base64url({reinterpret_cast<const char*>(chance.data()), chance.size()});
  const auto file = run / "admin.token";
  std::filesystem::remove(file);
  create_file(file, token + "\n");
  return token;
}

}  // namespace millrace
