#include "infra/runtime/built_pages.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace millrace {

namespace fs = std::filesystem;

namespace {

// What pages may load and whom they may talk to (Content Security Policy Level 3): this host, nothing that stands in a page but the few rules,
// known by their hash, that Radix's list of choices writes into it to hide a scroll bar.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-441zG27rExd4/il+NvIqyL8zFx5XmyNQtE381kSkUJk='; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

struct Type { std::string_view ending, type; };
constexpr Type types[] = {
    {".html", "text/html; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"}, {".css", "text/css; charset=utf-8"},
    {".json", "application/json"}, {".webmanifest", "application/manifest+json"}, {".svg", "image/svg+xml"}, {".png", "image/png"},
    {".ico", "image/x-icon"}, {".woff2", "font/woff2"}, {".txt", "text/plain; charset=utf-8"}, {".wav", "audio/wav"}, {".mp3", "audio/mpeg"},
};

std::string_view type_of(std::string_view name) {
  for (const auto& [ending, type] : types)
    if (name.ends_with(ending)) return type;
  return "application/octet-stream";
}

std::string content(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  std::ostringstream out;
  out << in.rdbuf();
  if (!in) throw std::runtime_error(file.string() + " cannot be read");
  return std::move(out).str();
}

std::string content_if_there(const fs::path& file) { return fs::exists(file) ? content(file) : std::string{}; }

bool compressed(const fs::path& file) { return file.extension() == ".br" || file.extension() == ".gz"; }

constexpr auto for_ever = "public, max-age=31536000, immutable", asked_each_time = "no-cache";

route::Page page_of(const fs::path& file, std::string cache) {
  route::Page p{.body = content(file), .content_type = std::string(type_of(file.native()))};
  p.br = content_if_there(file.native() + ".br");
  p.gzip = content_if_there(file.native() + ".gz");
  p.cache = std::move(cache);
  if (p.content_type.starts_with("text/html")) {
    p.headers = {{"Content-Security-Policy", std::string(policy)}, {"Referrer-Policy", "same-origin"},
                 {"Cross-Origin-Opener-Policy", "same-origin"}, {"Permissions-Policy", "camera=(), geolocation=(), payment=(), usb=()"}};
  }
  return p;
}

// Names of all files below, but those that are another one compressed.
std::vector<std::string> files_in(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    if (entry.is_regular_file() && !compressed(entry.path())) names.push_back(entry.path().lexically_relative(directory).generic_string());
  return names;
}

void need(const fs::path& directory, const char* file, const char* what) {
  if (!fs::is_regular_file(directory / file))
    throw std::runtime_error(directory.string() + " holds no built " + what + ": there is no " + file + " in it");
}

}  // namespace

Routes dashboard_pages(const fs::path& directory) {
  need(directory, "index.html", "dashboard");
  Routes all;
  for (const auto& name : files_in(directory))
    if (name != "index.html") all.push_back(page("/" + name, page_of(directory / name, name.starts_with("assets/") ? for_ever : asked_each_time)));
  const auto index = page_of(directory / "index.html", asked_each_time);
  for (const auto* path : {"/", "/app", "/app/{path...}"}) all.push_back(page(path, index));
  return all;
}

WidgetBuild widget_build(const fs::path& directory) {
  for (const auto* file : {"widget.js", "frame.html", "demo.html"}) need(directory, file, "widget");
  auto script = page_of(directory / "widget.js", "public, max-age=300");
  script.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
  WidgetBuild build{{for_every_site(page("/widget.js", std::move(script)))}, content(directory / "frame.html"), content(directory / "demo.html")};
  for (const auto& name : files_in(directory))
    if (name.starts_with("assets/")) build.files.push_back(page("/widget/" + name, page_of(directory / name, for_ever)));
  return build;
}

}  // namespace millrace
