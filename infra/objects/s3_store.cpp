#include "infra/objects/s3_store.hpp"

#include <fmt/format.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <boost/url/pct_string_view.hpp>
#include <algorithm>
#include <chrono>
#include <random>
#include <sstream>
#include <thread>

#include "infra/crypto/sha256.hpp"

namespace millrace {

namespace {

using boost::property_tree::ptree;

Time now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

// <Error><Code>…</Code><Message>…</Message>: in one line.
std::string said(const Incoming& answer) {
  if (answer.status == 0) return answer.why;
  try {
    ptree xml;
    std::istringstream in{answer.body};
    read_xml(in, xml);
    return fmt::format("{} {}: {}", answer.status, xml.get<std::string>("Error.Code"), xml.get<std::string>("Error.Message", ""));
  } catch (const boost::property_tree::ptree_error&) {
    return fmt::format("status {}", answer.status);
  }
}

bool again(int status) { return status == 0 || status == 429 || status >= 500; }

std::string remedy(const Incoming& answer) {
  if (answer.status == 301 || answer.status == 307 || answer.status == 400) return "; check --s3-endpoint and --s3-region";
  if (answer.status == 401 || answer.status == 403) return "; check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, what they may do, and the clock";
  if (answer.status == 0) return "; check --s3-endpoint";
  return "";
}

}  // namespace

S3Store::S3Store(S3Options options) : options_(std::move(options)), client_(std::make_unique<HttpClient>(options_.timeout_ms)) {
  auto url = options_.endpoint;
  const bool aws = url.empty(), dotted = options_.bucket.find('.') != std::string::npos;      // no certificate covers dots
  if (aws) url = fmt::format("https://{}s3.{}.amazonaws.com", dotted ? "" : "{bucket}.", options_.region);
  while (url.ends_with('/')) url.pop_back();
  const auto hole = url.find("{bucket}");
  if (hole != url.npos) url.replace(hole, 8, options_.bucket);
  const auto scheme = url.find("://");
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  if (!web || url.find_first_of("/?#@ ", scheme + 3) != url.npos || url.size() == scheme + 3)
    throw std::invalid_argument(options_.endpoint + " is no endpoint: write it as https://HOST[:PORT] or https://{bucket}.HOST[:PORT]");
  origin_ = url;
  host_ = url.substr(scheme + 3);
  // As libcurl sends it: the port that goes with the scheme is not named.
  for (const auto& [start, port] : {std::pair{"https://", ":443"}, std::pair{"http://", ":80"}})
    if (url.starts_with(start) && host_.ends_with(port)) host_.resize(host_.size() - std::string_view(port).size());
  path_ = hole == url.npos && (!aws || dotted) ? "/" + sigv4::uri_encoded(options_.bucket) + "/" : "/";
}

Incoming S3Store::once(const Call& call) {
  const auto at = now();
  sigv4::Request request{call.method, path_ + sigv4::uri_encoded(call.key, sigv4::Slash::kept), call.query, {}, call.payload_sha256};
  if (request.payload_sha256.empty()) request.payload_sha256 = hex(sha256(""));
  request.headers = {{"host", host_}, {"x-amz-content-sha256", request.payload_sha256}, {"x-amz-date", sigv4::amz_date(at)}};
  if (!options_.credentials.session_token.empty()) request.headers.emplace_back("x-amz-security-token", options_.credentials.session_token);
  const auto query = sigv4::query_string(request);
  Outgoing out{.method = call.method, .url = origin_ + request.path + (query.empty() ? "" : "?" + query)};
  for (const auto& [name, value] : request.headers) out.headers.push_back(name + ": " + value);
  out.headers.push_back("authorization: " + sigv4::authorization(options_.credentials, {at, options_.region}, request));
  if (call.content) out.upload = Outgoing::Upload{call.content->size, call.content->read};
  out.download = call.download;
  Incoming answer;
  bool came = false;
  client_->start(std::move(out), [&](Incoming a) {
    answer = std::move(a);
    came = true;
  });
  while (!came) {
    client_->wait(100);
    if (came || !options_.stop()) continue;
    client_ = std::make_unique<HttpClient>(options_.timeout_ms);       // and with the old one goes what is under way
    throw StoreTrouble(place() + ": broken off", false);
  }
  return answer;
}

Incoming S3Store::answered(const Call& call) {
  static thread_local std::minstd_rand jitter{std::random_device{}()};
  bool had_a_part = false;
  auto tried = call;
  if (call.download)
    tried.download = [&](std::string_view piece) {
      had_a_part = true;
      call.download(piece);
    };
  for (int n = 1, pause_ms = options_.first_pause_ms;; ++n, pause_ms *= 2) {
    auto answer = once(tried);
    if (!again(answer.status) || n == options_.tries || had_a_part) return answer;
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(pause_ms / 2 + static_cast<int>(jitter() % static_cast<unsigned>(pause_ms / 2 + 1)));
    while (std::chrono::steady_clock::now() < until && !options_.stop()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

Incoming S3Store::good(const Call& call, const std::string& what, bool or_missing) {
  auto answer = answered(call);
  const bool missing = answer.status == 404 && or_missing && answer.body.find("NoSuchBucket") == std::string::npos;
  if (answer.status / 100 != 2 && !missing)
    throw StoreTrouble(fmt::format("{}: {} was not {} ({}){}", place(), call.key.empty() ? "the bucket" : call.key, what, said(answer), remedy(answer)), again(answer.status));
  return answer;
}

void S3Store::put(const std::string& name, const Content& content) {
  check_object_name(name);
  if (content.size > most_bytes) throw StoreTrouble(fmt::format("{}: {} bytes are more than S3 takes at once", name, content.size), false);
  Sha256 hash;
  for (std::uint64_t at = 0; at < content.size;) {
    const auto piece = content.read(at, piece_bytes);
    if (piece.empty()) throw StoreTrouble(name + ": what was to be put has become shorter", true);
    hash.add(piece);
    at += piece.size();
  }
  good({.method = "PUT", .key = key_of(name), .content = &content, .payload_sha256 = hex(hash.digest())}, "put");
}

void S3Store::get(const std::string& name, const std::function<void(std::string_view)>& each) {
  check_object_name(name);
  if (good({.method = "GET", .key = key_of(name), .download = each}, "read", true).status == 404) throw NoObject(place() + "/" + name);
}

std::vector<ObjectEntry> S3Store::list(const std::string& prefix) {
  std::vector<ObjectEntry> out;
  const auto skip = key_of("").size();
  for (std::string token;;) {
    Call call{.method = "GET", .query = {{"list-type", "2"}, {"encoding-type", "url"}, {"prefix", key_of(prefix)}}};
    if (!token.empty()) call.query.emplace_back("continuation-token", token);
    const auto answer = good(call, "listed");
    try {
      ptree xml;
      std::istringstream in{answer.body};
      read_xml(in, xml);
      for (const auto& [tag, node] : xml.get_child("ListBucketResult")) {
        if (tag != "Contents") continue;
        const auto listed = node.get<std::string>("Key");
        const auto encoded = boost::urls::make_pct_string_view(listed);
        const auto key = encoded ? encoded->decode() : std::string{};
        if (key.size() <= skip) throw StoreTrouble(place() + " lists a key that is none", false);
        out.push_back({key.substr(skip), node.get<std::uint64_t>("Size")});
      }
      if (xml.get<std::string>("ListBucketResult.IsTruncated", "false") != "true") break;
      token = xml.get<std::string>("ListBucketResult.NextContinuationToken");
    } catch (const boost::property_tree::ptree_error&) {
      throw StoreTrouble(place() + " answers a list that cannot be read; check --s3-endpoint", false);
    }
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

bool S3Store::exists(const std::string& name) {
  check_object_name(name);
  return good({.method = "HEAD", .key = key_of(name)}, "looked at", true).status != 404;
}

void S3Store::remove(const std::string& name) {
  check_object_name(name);
  good({.method = "DELETE", .key = key_of(name)}, "removed", true);
}

}  // namespace millrace
