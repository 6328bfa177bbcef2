// Who people are: accounts and their sessions, businesses and how they are registered, members; and the API keys of services.
#pragma once

#include "gateways/core/module.hpp"

namespace millrace::identity {

Module account();
Module session();
Module registration();
Module business();
Module member();
Module api_key();
Module custom_role();
Module second_factor();
Module reads();
Module oauth();
Module provisioning();

std::vector<Module> modules();

}  // namespace millrace::identity
