#include "gateways/channels/form.hpp"

#include <algorithm>
#include <boost/url/parse_query.hpp>

#include "gateways/core/http.hpp"

namespace millrace::channel {

std::optional<Form> read_form(std::string_view body) {
  std::string spaced(body);
  for (std::size_t at = 0; (at = spaced.find('+', at)) != spaced.npos;) spaced.replace(at, 1, "%20");
  const auto parsed = boost::urls::parse_query(spaced);
  if (!parsed) return {};
  Form form;
  for (const auto& param : *parsed) form.emplace_back(param.key.decode(), param.value.decode());
  return form;
}

std::string write_form(const Form& form) {
  std::string out;
  for (const auto& [name, value] : form) ((out += out.empty() ? "" : "&") += percent_encoded(name) + '=') += percent_encoded(value);
  return out;
}

std::string_view value_of(const Form& form, std::string_view name) {
  const auto found = std::ranges::find(form, name, &Form::value_type::first);
  return found == form.end() ? std::string_view{} : std::string_view{found->second};
}

}  // namespace millrace::channel
