// The published vectors of AWS Signature Version 4: the signing examples of S3's documentation, and of the general test suite.
#include <doctest/doctest.h>

#include "infra/objects/sigv4.hpp"
#include "schemas/digest.hpp"
#include "infra/crypto/sha256.hpp"

using namespace millrace;
using namespace millrace::sigv4;

namespace {

const Credentials s3_example{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""};
const Scope s3_scope{*parse_rfc3339("2013-05-24T00:00:00Z"), "us-east-1", "s3"};
const std::string nothing = hex(sha256(""));

std::string signature(const std::string& authorization) { return authorization.substr(authorization.rfind('=') + 1); }

Request s3_request(std::string method, std::string path, std::string payload_sha256 = nothing) {
  return {std::move(method), std::move(path), {},
          {{"host", "examplebucket.s3.amazonaws.com"}, {"x-amz-content-sha256", payload_sha256}, {"x-amz-date", "20130524T000000Z"}}, payload_sha256};
}

}  // namespace

TEST_CASE("sigv4: GET of an object, with a range") {
  auto request = s3_request("GET", "/test.txt");
  request.headers.emplace_back("range", "bytes=0-9");
  CHECK(authorization(s3_example, s3_scope, request) ==
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST_CASE("sigv4: PUT of an object, whose name has to be encoded") {
  auto request = s3_request("PUT", uri_encoded("/test$file.text", Slash::kept), hex(sha256("Welcome to Amazon S3.")));
  request.headers.emplace_back("date", "Fri, 24 May 2013 00:00:00 GMT");
  request.headers.emplace_back("x-amz-storage-class", "REDUCED_REDUNDANCY");
  CHECK(signature(authorization(s3_example, s3_scope, request)) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST_CASE("sigv4: a parameter without a value, and several of them") {
  auto lifecycle = s3_request("GET", "/");
  lifecycle.query = {{"lifecycle", ""}};
  CHECK(signature(authorization(s3_example, s3_scope, lifecycle)) == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  auto list = s3_request("GET", "/");
  list.query = {{"prefix", "J"}, {"max-keys", "2"}};
  CHECK(signature(authorization(s3_example, s3_scope, list)) == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST_CASE("sigv4: of the general test suite") {
  const Credentials who{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""};
  const Scope scope{*parse_rfc3339("2015-08-30T12:36:00Z"), "us-east-1", "service"};
  const auto with = [&](std::string method, std::vector<std::pair<std::string, std::string>> query, std::vector<std::pair<std::string, std::string>> headers) {
    headers.emplace_back("host", "example.amazonaws.com");
    headers.emplace_back("x-amz-date", amz_date(scope.at));
    return signature(authorization(who, scope, {std::move(method), "/", std::move(query), std::move(headers), nothing}));
  };
  CHECK(with("GET", {}, {}) == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");                                   // get-vanilla
  CHECK(with("POST", {}, {}) == "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");                                  // post-vanilla
  CHECK(with("GET", {{"Param2", "value2"}, {"Param1", "value1"}}, {}) == "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
  CHECK(with("GET", {}, {{"my-header1", " value1"}, {"my-header2", " \"a   b   c\""}}) == "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
}

TEST_CASE("sigv4: what is encoded, and how a time is written") {
  CHECK(uri_encoded("a b/c~d_e-f.g+h") == "a%20b%2Fc~d_e-f.g%2Bh");
  CHECK(uri_encoded("a b/c", Slash::kept) == "a%20b/c");
  CHECK(uri_encoded("\xc3\xbc") == "%C3%BC");
  CHECK(amz_date(*parse_rfc3339("2026-11-30T16:17:18.123456Z")) == "20261130T161718Z");
}
