#include "gateways/identity/scim_filter.hpp"

#include <algorithm>
#include <charconv>

#include "schemas/json/node.hpp"

namespace millrace::scim {

namespace {

constexpr std::string_view users = "urn:ietf:params:scim:schemas:core:2.0:user:";
constexpr std::pair<std::string_view, Filter::How> operators[] = {
    {"eq", Filter::How::equals},  {"ne", Filter::How::differs},  {"co", Filter::How::contains}, {"sw", Filter::How::begins}, {"ew", Filter::How::ends},
    {"gt", Filter::How::greater}, {"ge", Filter::How::at_least}, {"lt", Filter::How::less},     {"le", Filter::How::at_most}};

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return out;
}

// FILTER = term *(" and " / " or ") …: `or` binds least, then `and`, then `not`. Each function reads one rule of the grammar from where the reader
// stands; what does not fit ends it all.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<Filter> whole_filter() {
    auto filter = either(0, {});
    skip();
    return filter && at_ == text_.size() ? std::move(filter) : std::nullopt;
  }

  std::optional<Path> whole_path() {
    auto name = attribute();
    if (!name) return {};
    Path path{std::move(*name), {}, {}};
    if (take('[')) {
      path.where = either(0, {});
      skip();
      if (!path.where || !take(']')) return {};
      if (take('.')) {
        auto part = attribute();
        if (!part) return {};
        path.part = std::move(*part);
      }
    }
    return at_ == text_.size() ? std::optional{std::move(path)} : std::nullopt;
  }

 private:
  std::optional<Filter> either(std::size_t depth, const std::string& within) { return chain("or", Filter::How::any, depth, within, &Reader::both); }
  std::optional<Filter> both(std::size_t depth, const std::string& within) { return chain("and", Filter::How::all, depth, within, &Reader::term); }

  std::optional<Filter> chain(std::string_view word, Filter::How how, std::size_t depth, const std::string& within,
                              std::optional<Filter> (Reader::*next)(std::size_t, const std::string&)) {
    Filter all{how};
    do {
      auto one = (this->*next)(depth, within);
      if (!one) return {};
      all.parts.push_back(std::move(*one));
    } while (keyword(word));
    if (all.parts.size() == 1) return Filter(std::move(all.parts.front()));
    return all;
  }

  std::optional<Filter> term(std::size_t depth, const std::string& within) {
    if (depth >= filter_depth_at_most || ++terms_ > filter_terms_at_most) return {};
    const bool negated = keyword("not");
    skip();
    if (take('(')) {
      auto inner = either(depth + 1, within);
      skip();
      if (!inner || !take(')')) return {};
      if (!negated) return inner;
      Filter none{Filter::How::none};
      none.parts.push_back(std::move(*inner));
      return none;
    }
    if (negated) return {};
    return comparison(depth, within);
  }

  std::optional<Filter> comparison(std::size_t depth, const std::string& within) {
    auto name = attribute();
    if (!name) return {};
    if (!within.empty()) name = within + "." + *name;
    if (take('[')) {
      if (!within.empty()) return {};                    // values have no values of their own
      auto inner = either(depth + 1, *name);
      skip();
      return inner && take(']') ? std::move(inner) : std::nullopt;
    }
    if (keyword("pr")) return Filter{Filter::How::present, std::move(*name)};
    for (const auto& [word, how] : operators) {
      if (!keyword(word)) continue;
      auto than = value();
      if (!than) return {};
      return Filter{how, std::move(*name), std::move(*than)};
    }
    return {};
  }

  // A name, with the schema that it is of and a part of it: letters, digits, and - _ $ . :
  std::optional<std::string> attribute() {
    skip();
    const auto begin = at_;
    const auto goes_on = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '$' || c == '.' || c == ':'; };
    while (at_ < text_.size() && goes_on(text_[at_])) ++at_;
    auto name = attribute_name(text_.substr(begin, at_ - begin));
    if (name.empty() || name.front() == '.' || name.back() == '.') return {};
    return name;
  }

  // As JSON has it.
  std::optional<Value> value() {
    skip();
    const auto begin = at_;
    if (at_ < text_.size() && text_[at_] == '"') {
      for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
        if (text_[at_] == '\\') ++at_;
      if (at_ >= text_.size()) return {};
      ++at_;
    } else {
      while (at_ < text_.size() && text_[at_] != ' ' && text_[at_] != ')' && text_[at_] != ']') ++at_;
    }
    return parsed(text_.substr(begin, at_ - begin));
  }
  static std::optional<Value> parsed(std::string_view json) {
    if (json == "null") return Value{nullptr};
    if (lower(json) == "true" || lower(json) == "false") return Value{lower(json) == "true"};
    if (json.starts_with('"')) {
      const Document document{"[" + std::string(json) + "]"};       // a text alone is no document to every parser
      if (document.fault() != Document::Fault::none) return {};
      std::optional<Value> text;
      document.root().elements([&](Node one) {
        if (one.kind() == Node::Kind::text) text = Value{std::string(one.text())};
      });
      return text;
    }
    double number = 0;
    const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), number);
    if (json.empty() || error != std::errc{} || end != json.data() + json.size()) return {};
    return Value{number};
  }

  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  // A word of its own: behind it there is a space, a bracket or nothing.
  bool keyword(std::string_view word) {
    auto at = at_;
    while (at < text_.size() && text_[at] == ' ') ++at;
    if (lower(text_.substr(at, word.size())) != word) return false;
    const auto end = at + word.size();
    if (end < text_.size() && text_[end] != ' ' && text_[end] != '(' && text_[end] != ')' && text_[end] != ']') return false;
    at_ = end;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0, terms_ = 0;
};

bool compares(Filter::How how, const auto& is, const auto& than) {
  switch (how) {
    case Filter::How::equals: return is == than;
    case Filter::How::differs: return is != than;
    case Filter::How::greater: return is > than;
    case Filter::How::at_least: return is >= than;
    case Filter::How::less: return is < than;
    case Filter::How::at_most: return is <= than;
    default: return false;
  }
}

bool of_text(Filter::How how, const std::string& is, const std::string& than) {
  switch (how) {
    case Filter::How::contains: return is.find(than) != is.npos;
    case Filter::How::begins: return is.starts_with(than);
    case Filter::How::ends: return is.ends_with(than);
    default: return compares(how, is, than);
  }
}

// "True" is a truth value, too, as some directories write it.
bool of_truth(Filter::How how, bool is, const Value& than) {
  if (const auto* b = std::get_if<bool>(&than)) return compares(how, is, *b);
  const auto* text = std::get_if<std::string>(&than);
  return text && compares(how, std::string(is ? "true" : "false"), lower(*text));
}

bool holds(Filter::How how, const Value& is, const Value& than, bool exact) {
  if (const auto* b = std::get_if<bool>(&is)) return of_truth(how, *b, than);
  if (const auto *a = std::get_if<std::string>(&is), *b = std::get_if<std::string>(&than); a && b)
    return exact ? of_text(how, *a, *b) : of_text(how, lower(*a), lower(*b));
  if (const auto *a = std::get_if<double>(&is), *b = std::get_if<double>(&than); a && b) return compares(how, *a, *b);
  return how == Filter::How::differs;
}

bool compared(const Filter& filter, const Values& values) {
  if (filter.how == Filter::How::present) return !values.all.empty();
  const bool none = std::holds_alternative<std::nullptr_t>(filter.value);
  if (values.all.empty() || none) return (filter.how == Filter::How::equals) == (values.all.empty() && none) && (filter.how == Filter::How::equals || filter.how == Filter::How::differs);
  const auto holds_for = [&](const Value& is) { return holds(filter.how, is, filter.value, values.exact); };
  return filter.how == Filter::How::differs ? std::ranges::all_of(values.all, holds_for) : std::ranges::any_of(values.all, holds_for);
}

void collect(const Filter& filter, std::vector<std::string>& all) {
  if (!filter.attribute.empty()) all.push_back(filter.attribute);
  for (const auto& part : filter.parts) collect(part, all);
}

}  // namespace

std::string attribute_name(std::string_view name) {
  auto out = lower(name);
  if (out.starts_with(users)) out.erase(0, users.size());
  return out;
}

std::optional<Filter> parse_filter(std::string_view text) {
  if (text.size() > filter_bytes_at_most) return {};
  return Reader{text}.whole_filter();
}

std::optional<Path> parse_path(std::string_view text) {
  if (text.size() > filter_bytes_at_most) return {};
  return Reader{text}.whole_path();
}

std::vector<std::string> attributes_of(const Filter& filter) {
  std::vector<std::string> all;
  collect(filter, all);
  return all;
}

bool matches(const Filter& filter, const std::function<Values(const std::string&)>& values) {
  const auto holds_one = [&](const Filter& part) { return matches(part, values); };
  switch (filter.how) {
    case Filter::How::all: return std::ranges::all_of(filter.parts, holds_one);
    case Filter::How::any: return std::ranges::any_of(filter.parts, holds_one);
    case Filter::How::none: return !matches(filter.parts.front(), values);
    default: return compared(filter, values(filter.attribute));
  }
}

}  // namespace millrace::scim
