#include "infra/crypto/password.hpp"

#include <argon2.h>
#include <openssl/crypto.h>

#include <array>
#include <stdexcept>

namespace millrace {
namespace {

void cleanse(std::string& secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

std::string phc_of(std::string_view password, const std::array<std::uint8_t, argon2_salt_bytes>& salt) {
  std::string out(argon2_encodedlen(argon2_passes, argon2_memory_kib, argon2_lanes, argon2_salt_bytes,
                                    argon2_hash_bytes, Argon2_id),
                  '\0');
  const int wrong = argon2id_hash_encoded(argon2_passes, argon2_memory_kib, argon2_lanes, password.data(),
                                          password.size(), salt.data(), salt.size(), argon2_hash_bytes, out.data(),
                                          out.size());
  if (wrong != ARGON2_OK) throw std::runtime_error(std::string{"argon2: "} + argon2_error_message(wrong));
  out.resize(out.find('\0'));
  return out;
}

// Whose password nobody knows: the price of a verification for an account that does not exist.
const std::string& nobody() {
  static const std::string phc = phc_of("", {'n', 'o', 'b', 'o', 'd', 'y'});
  return phc;
}

}  // namespace

std::string hash_password(std::string_view password, Random& random) {
  std::array<std::uint8_t, argon2_salt_bytes> salt;
  random.fill(salt);
  return phc_of(password, salt);
}

bool verify_password(std::string_view phc, std::string_view password) {
  const std::string encoded{phc.empty() ? std::string_view{nobody()} : phc};
  const bool right = argon2id_verify(encoded.c_str(), password.data(), password.size()) == ARGON2_OK;
  return right && !phc.empty();
}

PasswordPool::PasswordPool(Options options, Random& random) : options_(options), random_(random) {
  nobody();  // made now, or the first log-in without an account would take twice as long
  for (std::size_t i = 0; i < options.threads; ++i) threads_.emplace_back([this] { work(); });
}

PasswordPool::~PasswordPool() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
}

bool PasswordPool::hash(std::string password, std::function<void(std::string)> then) {
  return enqueue([this, password = std::move(password), then = std::move(then)]() mutable {
    std::string phc;
    try {
      phc = hash_password(password, random_);
    } catch (const std::exception&) {
      phc.clear();
    }
    cleanse(password);
    then(std::move(phc));
  });
}

bool PasswordPool::verify(std::string phc, std::string password, std::function<void(bool)> then) {
  return enqueue([phc = std::move(phc), password = std::move(password), then = std::move(then)]() mutable {
    const bool right = verify_password(phc, password);
    cleanse(password);
    then(right);
  });
}

bool PasswordPool::enqueue(std::function<void()> job) {
  {
    const std::lock_guard lock{mutex_};
    if (queue_.size() >= options_.waiting) return false;
    queue_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

void PasswordPool::work() {
  for (std::unique_lock lock{mutex_};;) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    auto job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
  }
}

}  // namespace millrace
