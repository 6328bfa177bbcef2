#include "infra/main/ask_server.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace millrace {

namespace {

constexpr int patience_ms = 600'000;                   // a rebuild reads the whole journal

std::string line_of(const std::filesystem::path& file) {
  std::string line;
  std::ifstream in{file};
  std::getline(in, line);
  return line;
}

}  // namespace

Incoming ask_server(const std::string& data, const std::string& method, const std::string& path) {
  const auto run = std::filesystem::path(data) / "run";
  const auto url = line_of(run / "millrace.admin_url"), token = line_of(run / "admin.token");
  if (url.empty() || token.empty()) throw std::runtime_error("no server runs on " + data + ": start it with infra/run --detach --data " + data);
  HttpClient client{patience_ms};
  auto answer = client.call({.method = method, .url = url + path, .headers = {"Authorization: Bearer " + token}});
  if (answer.status == 0) throw std::runtime_error("no server answers at " + url + ": " + answer.why);
  return answer;
}

}  // namespace millrace
