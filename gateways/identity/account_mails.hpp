// What people are told by mail about their accounts.
#pragma once

#include "gateways/core/mail.hpp"

namespace millrace::identity {

std::vector<MailMessage> account_mails();

}  // namespace millrace::identity
