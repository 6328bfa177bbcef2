#include "schemas/text/origin.hpp"

#include <doctest/doctest.h>

using namespace millrace;

TEST_CASE("origin: a site is kept as browsers name it, whatever people copy") {
  for (const auto& [given, kept] : std::vector<std::pair<const char*, const char*>>{
           {"https://shop.example", "https://shop.example"},
           {" HTTPS://Shop.Example/ ", "https://shop.example"},
           {"https://shop.example:443", "https://shop.example"},
           {"https://shop.example:8443", "https://shop.example:8443"},
           {"http://shop.example:80", "http://shop.example"},
           {"http://shop.example:443", "http://shop.example:443"},
           {"http://localhost:3000", "http://localhost:3000"},
           {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
           {"https://b\u00fccher.example", "https://xn--bcher-kva.example"},
           {"https://*.shop.example", "https://*.shop.example"},
           {"https://*.Shop.example:8443/", "https://*.shop.example:8443"}}) {
    const auto is = origin_as_kept(given);
    CHECK_MESSAGE(is == std::optional<std::string>(kept), given);
    if (is) CHECK(origin_as_kept(*is) == is);
  }
}

TEST_CASE("origin: what names no site, or one that a policy has no words for, is none") {
  for (const char* given : {"", "shop.example", "//shop.example", "ftp://shop.example", "https://", "https:///", "https://shop.example/chat", "https://shop.example?x",
                            "https://a@shop.example", "https://shop.example:", "https://shop.example:0", "https://shop.example:080", "https://shop.example:65536",
                            "https://shop.example:80x", "https://[::1]:3000", "https://*", "https://*.example", "https://a.*.example", "*", "null", "https://shop..example",
                            "https://shop example", "https://shop.example; script-src *", "https://shop.example,https://b.example", "javascript://shop.example"})
    CHECK_MESSAGE(!origin_as_kept(given), given);
  CHECK_FALSE(origin_as_kept("https://" + std::string(300, 'a') + ".example"));
}

TEST_CASE("origin: a site is named by itself, or by a host that it lies below") {
  const std::vector<std::string> named{"https://shop.example", "https://*.brand.example", "http://localhost:3000"};
  for (const char* yes : {"https://shop.example", "https://eu.brand.example", "https://a.b.brand.example", "http://localhost:3000"}) CHECK_MESSAGE(names_origin(named, yes), yes);
  for (const char* no : {"http://shop.example", "https://shop.example:8443", "https://evil-shop.example", "https://shop.example.evil", "https://brand.example", "https://evilbrand.example",
                         "http://eu.brand.example", "https://eu.brand.example:1", "https://.brand.example", "null", ""})
    CHECK_MESSAGE(!names_origin(named, no), no);
  CHECK_FALSE(names_origin({}, "https://shop.example"));
}
