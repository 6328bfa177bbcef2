// Objects in a bucket that speaks S3 (REST, AWS Signature Version 4). A call that meets 5xx, 429 or a broken line is made again, a few times.
#pragma once

#include <optional>

#include "infra/egress/http_client.hpp"
#include "infra/objects/object_store.hpp"
#include "infra/objects/sigv4.hpp"

namespace millrace {

struct S3Options {
  std::string bucket, prefix;                          // prefix without slashes around it; may be empty
  // URL of the service. With {bucket} in its host, the bucket is named there, else in the path; empty: AWS, in the host.
  std::string endpoint;
  std::string region = "us-east-1";
  sigv4::Credentials credentials;
  int tries = 6;                                       // of a call
  int first_pause_ms = 200;                            // before the second; twice as long before each further one
  int timeout_ms = 600'000;                            // of a try
  std::function<bool()> stop = [] { return false; };   // asked all the time: true ends what is under way with StoreTrouble
};

class S3Store final : public ObjectStore {
 public:
  static constexpr std::uint64_t most_bytes = 5ULL << 30;              // of an object: what S3 takes in one request

  // Throws std::invalid_argument for an endpoint that is none.
  explicit S3Store(S3Options);

  void put(const std::string& name, const Content&) override;
  void get(const std::string& name, const std::function<void(std::string_view)>& each) override;
  std::vector<ObjectEntry> list(const std::string& prefix) override;
  bool exists(const std::string& name) override;
  void remove(const std::string& name) override;
  std::string place() const override { return "s3://" + options_.bucket + (options_.prefix.empty() ? "" : "/" + options_.prefix); }

 private:
  struct Call {
    std::string method, key = {};                      // key: of the object in the bucket; empty: the bucket itself
    std::vector<std::pair<std::string, std::string>> query = {};
    const Content* content = nullptr;
    std::string payload_sha256 = {};
    std::function<void(std::string_view)> download = {};
  };
  std::string key_of(const std::string& name) const { return options_.prefix.empty() ? name : options_.prefix + "/" + name; }
  Incoming once(const Call&);
  Incoming answered(const Call&);
  // A 2xx, or 404 where that is allowed; throws StoreTrouble for any other.
  Incoming good(const Call&, const std::string& what, bool or_missing = false);

  S3Options options_;
  std::string origin_, host_, path_;                   // "https://host[:port]", "host[:port]", "/" or "/bucket/"
  std::unique_ptr<HttpClient> client_;
};

}  // namespace millrace
