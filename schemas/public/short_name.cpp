#include "schemas/public/short_name.hpp"

namespace millrace {

// The first of a type's versions goes without it. A message is created there where it is appended here.
std::string short_name(std::string_view type) {
  constexpr std::string_view every = "com.millrace.", first = ".v1";
  if (type.starts_with(every)) type.remove_prefix(every.size());
  if (type.ends_with(first)) type.remove_suffix(first.size());
  return type == "message.appended" ? "message.created" : std::string(type);
}

}  // namespace millrace
