// What members are told about tickets by mail.
#pragma once

#include "gateways/core/mail.hpp"

namespace millrace::desk {

std::vector<MailMessage> ticket_mails();

}  // namespace millrace::desk
