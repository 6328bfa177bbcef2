// What the builds of the dashboard and of the widget have left in a directory, as pages of the gateway's, kept in memory. Names under
// assets/ hold a digest of what is in them and are kept for ever.
#pragma once

#include <filesystem>

#include "gateways/core/route.hpp"

namespace millrace {

// The web dashboard: every file of it, asked for each time unless it is an asset. Paths of the application, /app/…, are its index.html,
// whatever follows: it finds its own way. Throws std::runtime_error when there is no index.html, or a file cannot be read.
Routes dashboard_pages(const std::filesystem::path& directory);

// The visitor's widget: /widget.js, which pages of other sites load, and what its pages load, /widget/assets/…; and these pages, which the
// gateway completes. Throws std::runtime_error likewise.
struct WidgetBuild {
  Routes files;
  std::string frame, demo;
};
WidgetBuild widget_build(const std::filesystem::path& directory);

}  // namespace millrace
