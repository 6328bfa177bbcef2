// The server's certificate and its key, as files that somebody renews: read again when they change, and kept as they were when what is there now is
// no good. TLS 1.3 alone (RFC 8446). Private to server.cpp, but for what it throws.
#pragma once

#include <atomic>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "infra/http/server.hpp"

namespace millrace::http_server {

class CertificateFiles {
 public:
  // Throws std::runtime_error that says in one line what is wrong with which file: not there, no PEM, a key of another certificate, expired.
  CertificateFiles(TlsOptions, std::shared_ptr<HttpFigures>);

  // For a connection that begins now. Looks at the files once a second at most. One thread at a time.
  std::shared_ptr<boost::asio::ssl::context> now();

 private:
  using Stamp = std::pair<std::filesystem::file_time_type, std::filesystem::file_time_type>;
  std::shared_ptr<boost::asio::ssl::context> read() const;
  Stamp stamp() const;
  void look();

  const TlsOptions options_;
  const std::shared_ptr<HttpFigures> figures_;
  Stamp read_at_;
  std::chrono::steady_clock::time_point looked_at_{};
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace millrace::http_server
