// What owners are told about webhooks by mail.
#pragma once

#include "gateways/core/mail.hpp"

namespace millrace::connect {

std::vector<MailMessage> webhook_mails();

}  // namespace millrace::connect
