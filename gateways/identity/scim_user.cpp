#include "gateways/identity/scim_user.hpp"

#include <algorithm>

#include "gateways/core/etag.hpp"

namespace millrace::scim {

namespace {

constexpr std::size_t operations_at_most = 100;
constexpr std::string_view extensions = "urn:ietf:params:scim:schemas:extension:";
constexpr std::string_view of_schema = "urn:ietf:params:scim:schemas:core:2.0:User";

// Of the user schema, or of every resource, and not kept here. What is said of them is let be.
constexpr std::string_view let_be[] = {"schemas", "id", "meta", "password", "groups", "nickname", "profileurl", "title", "usertype", "preferredlanguage", "locale", "timezone",
                                       "phonenumbers", "ims", "photos", "addresses", "entitlements", "x509certificates", "name.formatted", "name.middlename",
                                       "name.honorificprefix", "name.honorificsuffix"};

std::optional<Wrong> value_wrong(std::string why) { return Wrong{Wrong::What::value, std::move(why)}; }

std::optional<std::string> text_in(Node object, std::string_view name) {
  std::optional<std::string> text;
  if (object.kind() == Node::Kind::object)
    object.members([&](std::string_view member, Node value) {
      if (attribute_name(member) == name && value.kind() == Node::Kind::text) text = value.text();
    });
  return text;
}

std::optional<bool> truth(Node value) {
  if (value.kind() == Node::Kind::boolean) return value.boolean();
  const auto word = value.kind() == Node::Kind::text ? attribute_name(value.text()) : std::string{};
  if (word != "true" && word != "false") return {};
  return word == "true";
}
bool is_primary(Node object) {
  bool primary = false;
  if (object.kind() == Node::Kind::object)
    object.members([&](std::string_view member, Node value) { primary = primary || (attribute_name(member) == "primary" && truth(value) == true); });
  return primary;
}

// Of values, one of which counts: the primary one, else that of work, else the first.
std::optional<std::string> best_of(Node values) {
  if (values.kind() == Node::Kind::text) return std::string(values.text());
  if (values.kind() == Node::Kind::object) return text_in(values, "value");
  std::optional<std::string> best;
  int rank = 0;
  if (values.kind() == Node::Kind::list)
    values.elements([&](Node one) {
      const int is = is_primary(one) ? 3 : text_in(one, "type") == "work" ? 2 : 1;
      const auto value = one.kind() == Node::Kind::text ? std::optional{std::string(one.text())} : text_in(one, "value");
      if (value && is > rank) best = value, rank = is;
    });
  return best;
}

std::optional<Wrong> set_text(std::optional<std::string>& into, std::string_view called, Node value) {
  if (value.kind() == Node::Kind::null) return into.reset(), std::nullopt;
  if (value.kind() != Node::Kind::text) return value_wrong(std::string(called) + " is a text.");
  if (value.text().empty()) into.reset();    // as some directories say that there is none
  else into = value.text();
  return {};
}

std::optional<Wrong> set_many(std::string& into, std::string_view called, Node value) {
  const auto best = best_of(value);
  if (!best && value.kind() == Node::Kind::list) return {};        // an empty list says nothing
  if (!best || best->empty()) return value_wrong(std::string(called) + " has no value that is a text.");
  into = *best;
  return {};
}

enum class Known { no, yes };

// One attribute, as it is from now on. `known` is told whether there is any of that name.
std::optional<Wrong> set(User& user, const std::string& attribute, Node value, Known& known) {
  known = Known::yes;
  if (attribute == "username") {
    if (value.kind() != Node::Kind::text || value.text().empty()) return value_wrong("userName is a text.");
    user.user_name = value.text();
    return {};
  }
  if (attribute == "externalid") return set_text(user.external_id, "externalId", value);
  if (attribute == "displayname") return set_text(user.display_name, "displayName", value);
  if (attribute == "name.givenname") return set_text(user.given_name, "name.givenName", value);
  if (attribute == "name.familyname") return set_text(user.family_name, "name.familyName", value);
  if (attribute == "emails" || attribute == "emails.value") return set_many(user.email, "emails", value);
  if (attribute == "roles" || attribute == "roles.value") return set_many(user.role, "roles", value);
  if (attribute == "active") {
    const auto active = truth(value);
    if (!active) return value_wrong("active is true or false.");
    user.active = *active;
    return {};
  }
  if (attribute == "name" && value.kind() == Node::Kind::object) {
    std::optional<Wrong> wrong;
    value.members([&](std::string_view part, Node what) {
      if (!wrong) wrong = set(user, "name." + attribute_name(part), what, known);
    });
    known = Known::yes;
    return wrong;
  }
  if (attribute == "name") return value_wrong("name is an object.");
  const auto is_let_be = [](std::string_view name) { return std::ranges::find(let_be, name) != std::end(let_be); };
  if (!is_let_be(attribute) && !is_let_be(attribute.substr(0, attribute.find('.'))) && !attribute.starts_with(extensions)) known = Known::no;
  return {};
}

std::optional<Wrong> clear(User& user, const std::string& attribute) {
  if (attribute == "externalid") user.external_id.reset();
  else if (attribute == "displayname") user.display_name.reset();
  else if (attribute == "name.givenname") user.given_name.reset();
  else if (attribute == "name.familyname") user.family_name.reset();
  else if (attribute == "name") user.given_name.reset(), user.family_name.reset();
  else if (attribute == "username" || attribute == "active") return Wrong{Wrong::What::value, "There has to be one: " + attribute + "."};
  return {};
}

// Whether the one value that we keep of such a list is meant.
bool meant(const User& user, const Path& path) {
  if (!path.where) return true;
  return matches(*path.where, [&](const std::string& part) -> Values {
    if (part == "type") return {{std::string("work")}};
    if (part == "primary") return {{true}};
    if (part == "value") return {{path.attribute == "roles" ? user.role : user.email}};
    return {};
  });
}

std::string whole_name(const Path& path) { return path.part.empty() ? path.attribute : path.attribute + "." + path.part; }

std::optional<Wrong> at_path(User& user, std::string_view text, bool removes, const std::optional<Node>& value) {
  const auto path = parse_path(text);
  if (!path) return Wrong{Wrong::What::path, "This is no path."};
  if (!meant(user, *path)) return {};
  if (removes) return clear(user, whole_name(*path));
  if (!value) return value_wrong("An operation that adds or replaces has a value.");
  auto known = Known::yes;
  auto wrong = set(user, whole_name(*path), *value, known);
  if (!wrong && known == Known::no) return Wrong{Wrong::What::path, "There is no such attribute."};
  return wrong;
}

std::optional<Wrong> without_path(User& user, const std::optional<Node>& value) {
  if (!value || value->kind() != Node::Kind::object) return value_wrong("Without a path, the value is an object of attributes.");
  std::optional<Wrong> wrong;
  value->members([&](std::string_view name, Node what) {
    const auto path = parse_path(name);
    auto known = Known::yes;
    if (!wrong && path && meant(user, *path)) wrong = set(user, whole_name(*path), what, known);
  });
  return wrong;
}

std::optional<Wrong> operation(User& user, Node op) {
  if (op.kind() != Node::Kind::object) return Wrong{Wrong::What::syntax, "An operation is an object."};
  const auto word = attribute_name(text_in(op, "op").value_or(""));
  if (word != "add" && word != "replace" && word != "remove") return Wrong{Wrong::What::syntax, "op is add, replace or remove."};
  const auto path = text_in(op, "path");
  const auto value = op.find("value");
  if (path && !path->empty()) return at_path(user, *path, word == "remove", value);
  if (word == "remove") return Wrong{Wrong::What::path, "What is removed has a path."};
  return without_path(user, value);
}

Value text(const std::string& value) { return Value{value}; }
Values of(const std::optional<std::string>& value) { return value ? Values{{text(*value)}} : Values{}; }

std::string shown_name(const User& user) { return user.display_name.value_or(user.known_as); }

}  // namespace

std::optional<Wrong> replace(User& user, Node resource) {
  if (resource.kind() != Node::Kind::object) return Wrong{Wrong::What::syntax, "A user is an object."};
  user.user_name.clear(), user.email.clear();
  user.external_id.reset(), user.display_name.reset(), user.given_name.reset(), user.family_name.reset();
  std::optional<Wrong> wrong;
  auto known = Known::yes;
  resource.members([&](std::string_view name, Node value) {
    if (!wrong) wrong = set(user, attribute_name(name), value, known);
  });
  if (wrong) return wrong;
  if (user.user_name.empty()) return value_wrong("A user has a userName.");
  if (user.email.empty()) user.email = user.user_name;
  return {};
}

std::optional<Wrong> patch(User& user, Node request) {
  std::optional<Node> operations;
  if (request.kind() == Node::Kind::object)
    request.members([&](std::string_view name, Node value) {
      if (attribute_name(name) == "operations") operations = value;
    });
  if (!operations || operations->kind() != Node::Kind::list) return Wrong{Wrong::What::syntax, "A PATCH has a list of Operations."};
  std::optional<Wrong> wrong;
  std::size_t count = 0;
  operations->elements([&](Node op) {
    if (++count > operations_at_most && !wrong) wrong = Wrong{Wrong::What::syntax, "A PATCH has at most 100 operations."};
    if (!wrong) wrong = operation(user, op);
  });
  if (!wrong && count == 0) return Wrong{Wrong::What::syntax, "A PATCH has at least one operation."};
  return wrong;
}

std::optional<Values> values_of(const User& user, const std::string& attribute) {
  if (attribute == "id") return Values{{text(to_string(user.id))}, true};
  if (attribute == "externalid") {
    auto values = of(user.external_id);
    values.exact = true;
    return values;
  }
  if (attribute == "username") return Values{{text(user.user_name)}};
  if (attribute == "displayname" || attribute == "name.formatted") return Values{{text(shown_name(user))}};
  if (attribute == "name.givenname") return of(user.given_name);
  if (attribute == "name.familyname") return of(user.family_name);
  if (attribute == "active") return Values{{user.active}};
  if (attribute == "emails" || attribute == "emails.value") return Values{{text(user.email)}};
  if (attribute == "emails.type") return Values{{text("work")}};
  if (attribute == "emails.primary" || attribute == "roles.primary") return Values{{true}};
  if (attribute == "roles" || attribute == "roles.value") return Values{{text(user.role)}};
  return {};
}

void write(JsonWriter& out, const User& user, std::int64_t version, std::string_view location) {
  const auto maybe = [&](std::string_view name, const std::optional<std::string>& value) {
    if (value) out.key(name).text(*value);
  };
  out.begin_object().key("schemas").begin_array().text(of_schema).end_array();
  out.key("id").uuid(user.id.value);
  maybe("externalId", user.external_id);
  out.key("userName").text(user.user_name);
  out.key("name").begin_object().key("formatted").text(shown_name(user));
  maybe("givenName", user.given_name);
  maybe("familyName", user.family_name);
  out.end_object().key("displayName").text(shown_name(user)).key("active").boolean(user.active);
  out.key("emails").begin_array().begin_object().key("value").text(user.email).key("type").text("work").key("primary").boolean(true).end_object().end_array();
  out.key("roles").begin_array().begin_object().key("value").text(user.role).key("primary").boolean(true).end_object().end_array();
  out.key("meta").begin_object().key("resourceType").text("User").key("created").time(user.created);
  out.key("location").text(location).key("version").text(etag(version)).end_object().end_object();
}

}  // namespace millrace::scim
