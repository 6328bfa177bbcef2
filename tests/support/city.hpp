// Businesses that have one of everything, and a request of any route that its schema allows, over a whole server without sockets (town.hpp): for laws that
// hold of every route, those included that somebody adds later.
#pragma once

#include <map>

#include "tests/support/town.hpp"

namespace millrace::testing {

// A business, and what there is in it.
struct Place {
  std::string owner, business, widget, visitor, invitation;     // tokens, but for `business`
  std::map<std::string, std::string> ids;                       // of what stands behind that beginning of a path
};

class City : public Town {
 public:
  City() : Town(house()) {}

  // `mark` stands in every name and text of it.
  Place founded(const std::string& owner, const std::string& mark = "Acme");
  // Signs up; the access token.
  std::string person(const std::string& name, const std::string& from = "192.0.2.1");
  Response post(std::string path, std::string body, std::string token = {}, std::string business = {});
  // Where that route is, with what there is of that place.
  static std::string path(const Route&, const Place&);

  // A body with that value for that field, and something usual for the others that must be there.
  std::string body(const Shape&, std::string_view field, const std::string& value, const std::vector<std::string_view>& without = {},
                   const Shape* beside = nullptr);
  // What a route's body usually is; "" where it has none.
  std::string body(const Route&);
  // Something of that size that the field could be.
  std::string value(const Shape&, std::string_view name, std::int64_t size);

  Place here;                                                   // whose ids bodies name
  int asked = 0;

 private:
  std::string element(const Shape&, std::string_view name, std::int64_t i);
  std::string usual(const Field&);
};

// Members of a command's ask that the body does not hold.
std::vector<std::string_view> given_by_route(const route::Command&);

}  // namespace millrace::testing
