// Bytes that a server holds for its peers: bodies and texts on their way in or being worked on, answers on their way out. Bounded in
// all and for one address. What most requests need is not counted, so that most never come here. Private to server.cpp.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "infra/http/server.hpp"

namespace millrace::http_server {

class Held {
 public:
  explicit Held(const HttpOptions& options) : most_(options.held_bytes), most_of_address_(options.held_bytes_per_address), figures_(options.figures) {}

  bool take(const std::string& peer, std::size_t bytes, bool anyway) {
    const std::lock_guard lock(mutex_);
    auto& own = by_address_[peer];
    if (!anyway && (all_ + bytes > most_ || own + bytes > most_of_address_)) {
      if (own == 0) by_address_.erase(peer);
      return false;
    }
    own += bytes;
    figures_->held_bytes = static_cast<std::int64_t>(all_ += bytes);
    return true;
  }
  void give(const std::string& peer, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto own = by_address_.find(peer);
    if ((own->second -= bytes) == 0) by_address_.erase(own);
    figures_->held_bytes = static_cast<std::int64_t>(all_ -= bytes);
  }

 private:
  const std::size_t most_, most_of_address_;
  const std::shared_ptr<HttpFigures> figures_;
  std::mutex mutex_;
  std::size_t all_ = 0;
  std::unordered_map<std::string, std::size_t> by_address_;
};

// What one connection holds of it.
class Holding {
 public:
  static constexpr std::size_t uncounted = 8 * 1024;

  Holding(Held& held, std::string peer) : held_(held), peer_(std::move(peer)) {}
  Holding(const Holding&) = delete;
  ~Holding() { hold(0); }

  // So many from now on, all together; false, and as before, when there is no room for them.
  bool hold(std::size_t bytes, bool anyway = false) {
    const auto wanted = bytes > uncounted ? bytes : 0;
    if (wanted > counted_ && !held_.take(peer_, wanted - counted_, anyway)) return false;
    if (wanted < counted_) held_.give(peer_, counted_ - wanted);
    counted_ = wanted;
    return true;
  }
  // From now on it is that address which holds them: a proxy's connection carries many callers' requests.
  void belongs_to(const std::string& peer) {
    if (peer == peer_) return;
    if (counted_) held_.give(peer_, counted_), held_.take(peer, counted_, true);
    peer_ = peer;
  }

 private:
  Held& held_;
  std::string peer_;
  std::size_t counted_ = 0;
};

}  // namespace millrace::http_server
