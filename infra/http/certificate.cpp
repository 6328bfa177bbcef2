#include "infra/http/certificate.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <boost/asio/ssl/context.hpp>

#include <stdexcept>

#include "infra/http/certificate_check.hpp"

namespace millrace::http_server {

namespace ssl = boost::asio::ssl;
namespace fs = std::filesystem;

namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& why) { throw std::runtime_error(file + ": " + why); }

std::string readable(const std::string& file) {
  if (std::error_code no; !fs::exists(file, no)) refuse(file, "there is no such file");
  if (::access(file.c_str(), R_OK) != 0) refuse(file, "it cannot be read");
  return file;
}

// Seconds since 1970.
std::int64_t at(const ASN1_TIME* time) {
  std::tm t{};
  ASN1_TIME_to_tm(time, &t);
  return timegm(&t);
}

// HTTP/1.1 is what we speak; a client that names protocols and not this one is told so at once (RFC 7301 §3.2).
int choose_protocol(SSL*, const unsigned char** out, unsigned char* length, const unsigned char* in, unsigned int size, void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  auto* chosen = const_cast<unsigned char*>(*out);
  if (SSL_select_next_proto(&chosen, length, ours, sizeof ours - 1, in, size) != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

CertificateFiles::CertificateFiles(TlsOptions options, std::shared_ptr<HttpFigures> figures)
    : options_(std::move(options)), figures_(std::move(figures)), read_at_(stamp()), looked_at_(std::chrono::steady_clock::now()), context_(read()) {}

std::shared_ptr<ssl::context> CertificateFiles::now() {
  if (const auto now = std::chrono::steady_clock::now(); now - looked_at_ >= std::chrono::seconds(1)) {
    looked_at_ = now;
    look();
  }
  return context_;
}

void CertificateFiles::look() {
  const auto stamp = this->stamp();
  if (stamp == read_at_) return;
  read_at_ = stamp;
  try {
    context_ = read();
    figures_->certificate_refused = 0;
    options_.log("the certificate has been read again: " + options_.certificate);
  } catch (const std::runtime_error& e) {
    figures_->certificate_refused = 1;
    options_.log("the certificate stays as it was: " + std::string(e.what()));
  }
}

CertificateFiles::Stamp CertificateFiles::stamp() const {
  std::error_code ignored;
  return {fs::last_write_time(options_.certificate, ignored), fs::last_write_time(options_.key, ignored)};
}

std::shared_ptr<ssl::context> CertificateFiles::read() const {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  auto* const native = context->native_handle();
  boost::system::error_code error;
  context->set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); });   // nobody is asked at the terminal
  ERR_clear_error();
  context->use_certificate_chain_file(readable(options_.certificate), error);
  if (error) refuse(options_.certificate, "it holds no certificate in PEM");
  context->use_private_key_file(readable(options_.key), ssl::context::pem, error);
  if (error && ERR_GET_REASON(static_cast<unsigned long>(error.value())) == X509_R_KEY_VALUES_MISMATCH)
    refuse(options_.key, "it is the key of another certificate than " + options_.certificate + " begins with");
  if (error) refuse(options_.key, "it holds no private key in PEM without a passphrase");
  const auto until = at(X509_get0_notAfter(SSL_CTX_get0_certificate(native)));
  if (until <= std::time(nullptr)) refuse(options_.certificate, "the certificate has expired");
  SSL_CTX_set_min_proto_version(native, TLS1_3_VERSION);
  SSL_CTX_set_alpn_select_cb(native, &choose_protocol, nullptr);
  figures_->certificate_until = until;
  return context;
}

}  // namespace millrace::http_server

namespace millrace {

std::int64_t certificate_until(const TlsOptions& options) {
  const auto figures = std::make_shared<HttpFigures>();
  const http_server::CertificateFiles files{options, figures};
  return figures->certificate_until;
}

}  // namespace millrace
