// The widget on other people's sites: its frame, what is public of it, a sample site that shows it, and whose pages may.
#pragma once

#include "gateways/core/route.hpp"

namespace millrace {

inline constexpr Rule widget_origin_denied{"widget.origin_denied", Kind::forbidden, "The widget of this business may not be used on this site.",
                                           "Its owner or an admin names the site: PATCH /businesses/{business_id} with widget_origins."};

// GET /widget/frame/{widget_key}, /widget/frame/of/{business_id}, /widget/config/{business_id} and /widget/demo.
Routes widget_pages();

// Why a visitor may not write from there: a browser says that the page stands on a site that the business has not named. Of
// a Scope::widget or Scope::visitor.
std::optional<Response> wrong_site(const Call&, const Rows&);

}  // namespace millrace
