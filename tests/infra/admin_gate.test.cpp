// Who may ask the admin port for what.
#include <doctest/doctest.h>

#include "infra/runtime/admin_gate.hpp"

namespace millrace {
namespace {

const AdminGate on_loopback{"127.0.0.1", "s3cret"}, everywhere{"0.0.0.0", "s3cret"}, on_one{"192.0.2.7", "s3cret"};

int status(const AdminGate& gate, AdminNeeds needs, std::vector<std::pair<std::string, std::string>> headers) {
  Request request;
  request.headers = std::move(headers);
  const auto refusal = gate.refusal(request, needs);
  return refusal ? refusal->status : 200;
}
int asked_as(const AdminGate& gate, const std::string& host) { return status(gate, AdminNeeds::nothing, {{"host", host}}); }

TEST_CASE("the admin port answers under loopback names and its own address, and under no name that somebody has pointed here") {
  for (const auto* host : {"127.0.0.1:8081", "127.0.0.1", "localhost:8081", "LocalHost:8081", "mill.localhost:8081", "[::1]:8081", "127.1.2.3:8081"}) {
    CAPTURE(host);
    CHECK(asked_as(on_loopback, host) == 200);
    CHECK(asked_as(everywhere, host) == 200);
  }
  for (const auto* host : {"evil.example:8081", "localhost.evil.example", "127.0.0.1.evil.example:8081", "evillocalhost:8081", "", "2130706433:8081"}) {
    CAPTURE(host);
    CHECK(asked_as(on_loopback, host) == 403);
    CHECK(asked_as(everywhere, host) == 403);
  }
  CHECK(asked_as(on_loopback, "192.0.2.7:8081") == 403);
  CHECK(asked_as(on_one, "192.0.2.7:8081") == 200);
  CHECK(asked_as(on_one, "192.0.2.8:8081") == 403);
  CHECK(asked_as(everywhere, "192.0.2.7:8081") == 200);
}

TEST_CASE("a page of another site may not ask the admin port, whatever it brings along") {
  const auto from = [](const std::string& origin) {
    return status(on_loopback, AdminNeeds::token, {{"host", "127.0.0.1:8081"}, {"authorization", "Bearer s3cret"}, {"origin", origin}});
  };
  CHECK(from("http://127.0.0.1:8081") == 200);
  for (const auto* origin : {"https://evil.example", "http://127.0.0.1:8080", "http://127.0.0.1", "https://127.0.0.1:8081", "null"}) {
    CAPTURE(origin);
    CHECK(from(origin) == 403);
  }
}

TEST_CASE("what changes or tells something needs the token of the running server") {
  const auto with = [](const std::string& authorization) {
    return status(on_loopback, AdminNeeds::token, {{"host", "localhost:8081"}, {"authorization", authorization}});
  };
  CHECK(with("Bearer s3cret") == 200);
  for (const auto* wrong : {"", "Bearer ", "Bearer s3cre", "Bearer s3cret2", "s3cret", "Basic s3cret"}) {
    CAPTURE(wrong);
    CHECK(with(wrong) == 401);
  }
}

}  // namespace
}  // namespace millrace
