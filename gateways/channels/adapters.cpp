#include "gateways/channels/adapter.hpp"

#include <algorithm>

namespace millrace::channel {

const std::vector<Adapter>& adapters() {
  static const std::vector<Adapter> all{telegram(), whatsapp(), messenger(), instagram(), sms(), x(), whatsapp_twilio()};
  return all;
}

const Adapter* adapter(std::string_view platform) {
  const auto found = std::ranges::find(adapters(), platform, &Adapter::platform);
  return found == adapters().end() ? nullptr : &*found;
}

}  // namespace millrace::channel
