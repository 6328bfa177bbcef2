// A request as Beast reads it. Private to server.cpp.
#pragma once

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>

#include "gateways/core/http.hpp"

namespace millrace::http_server {

namespace beast = boost::beast;

// Beast's parser, straight into our Request. The gate has judged the header block; here trailers and chunk extensions are refused.
class Parser final : public beast::http::basic_parser<true> {
 public:
  explicit Parser(Request& request) : request_(request) { body_limit(boost::none); }

 private:
  using View = beast::string_view;
  using Code = beast::error_code;
  void on_request_impl(beast::http::verb, View method, View, int, Code&) override {
    request_.method.assign(method.data(), method.size());
  }
  void on_response_impl(int, View, int, Code&) override {}
  void on_field_impl(beast::http::field, View name, View value, Code& error) override {
    if (is_header_done()) {
      error = beast::http::error::bad_field;
      return;
    }
    auto& [key, text] = request_.headers.emplace_back();
    key.resize(name.size());
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
    std::transform(name.begin(), name.end(), key.begin(), lower);
    text.assign(value.data(), value.size());
  }
  void on_header_impl(Code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(View bytes, Code&) override {
    request_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, View extensions, Code& error) override {
    if (!extensions.empty()) error = beast::http::error::bad_chunk_extension;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, View bytes, Code&) override {
    request_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_finish_impl(Code&) override {}

  Request& request_;
};

}  // namespace millrace::http_server
