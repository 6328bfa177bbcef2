#include "infra/runtime/built_pages.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

#include "gateways/core/entry.hpp"
#include "gateways/core/route_tree.hpp"

using namespace millrace;

namespace fs = std::filesystem;

namespace {

struct Built {
  fs::path directory = fs::temp_directory_path() / ("millrace-dashboard-" + std::to_string(::getpid()));
  Built() {
    write("index.html", "<!doctype html>");
    write("sw.js", "// worker");
    write("assets/app-1a2b.js", "let text = 1");
    write("assets/app-1a2b.js.br", "brotli");
    write("assets/app-1a2b.js.gz", "gzip");
  }
  ~Built() { fs::remove_all(directory); }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((directory / name).parent_path());
    std::ofstream{directory / name} << text;
  }
};

std::string header(const Response& response, std::string_view wanted) {
  for (const auto& [name, value] : response.headers)
    if (name == wanted) return value;
  return {};
}

}  // namespace

TEST_CASE("dashboard: its files are pages; each path of the application is its index") {
  const Built built;
  const auto routes = dashboard_pages(built.directory);
  const RouteTree tree{routes};
  const auto get = [&](const char* path, const char* encoding = "") {
    const auto* route = tree.find("GET", path);
    REQUIRE(route);
    return shown(*route->page(), Request{"GET", path, {}, {{"accept-encoding", encoding}}, {}, {}});
  };
  for (const auto* path : {"/", "/app", "/app/", "/app/inbox/0190-1"}) {
    const auto index = get(path, "gzip, br");
    CHECK(index.body == "<!doctype html>");
    CHECK(index.content_type == "text/html; charset=utf-8");
    CHECK(header(index, "Cache-Control") == "no-cache");
    CHECK(header(index, "Content-Security-Policy").find("script-src 'self';") != std::string::npos);
    CHECK(header(index, "Content-Encoding").empty());
  }
  CHECK(header(get("/sw.js"), "Cache-Control") == "no-cache");
  const auto script = get("/assets/app-1a2b.js", "gzip, deflate, br, zstd");
  CHECK(script.body == "brotli");
  CHECK(header(script, "Content-Encoding") == "br");
  CHECK(header(script, "Vary") == "Accept-Encoding");
  CHECK(header(script, "Cache-Control").find("immutable") != std::string::npos);
  CHECK(script.content_type == "text/javascript; charset=utf-8");
  CHECK(get("/assets/app-1a2b.js", "gzip, br;q=0").body == "gzip");
  CHECK(get("/assets/app-1a2b.js").body == "let text = 1");
  CHECK_FALSE(tree.find("GET", "/assets/app-1a2b.js.br"));
}

TEST_CASE("widget: its script is every site's, what its pages load is kept for ever, its pages are completed by the gateway") {
  const Built built;
  built.write("widget.js", "button");
  built.write("widget.js.gz", "gzip");
  built.write("frame.html", "frame {{widget}}");
  built.write("demo.html", "demo");
  const auto build = widget_build(built.directory);
  CHECK(build.frame == "frame {{widget}}");
  CHECK(build.demo == "demo");
  const RouteTree tree{build.files};
  const auto* script = tree.find("GET", "/widget.js");
  REQUIRE(script);
  CHECK(script->sites == Sites::every);
  const auto shown_script = shown(*script->page(), Request{"GET", "/widget.js", {}, {{"accept-encoding", "gzip"}}, {}, {}});
  CHECK(shown_script.body == "gzip");
  CHECK(header(shown_script, "Cross-Origin-Resource-Policy") == "cross-origin");
  CHECK(header(shown_script, "Cache-Control") == "public, max-age=300");
  const auto* asset = tree.find("GET", "/widget/assets/app-1a2b.js");
  REQUIRE(asset);
  CHECK(asset->page()->cache.find("immutable") != std::string::npos);
  CHECK_FALSE(tree.find("GET", "/widget/frame.html"));
  CHECK_FALSE(tree.find("GET", "/widget/index.html"));
}

TEST_CASE("widget: a directory without a build is said to be none") {
  const Built built;
  built.write("widget.js", "button");
  CHECK_THROWS_WITH(widget_build(built.directory), (built.directory.string() + " holds no built widget: there is no frame.html in it").c_str());
}

TEST_CASE("dashboard: a directory without a build is said to be none") {
  CHECK_THROWS_WITH(dashboard_pages("/nowhere"), "/nowhere holds no built dashboard: there is no index.html in it");
}
