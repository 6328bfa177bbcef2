// What members are told by mail.
#pragma once

#include "gateways/core/mail.hpp"

namespace millrace::identity {

std::vector<MailMessage> member_mails();

}  // namespace millrace::identity
