// Text in pages.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// Text as it stands in HTML, between tags and in attributes.
std::string escaped(std::string_view);

}  // namespace millrace
