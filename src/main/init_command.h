// `namespace-scheduler init-dynamodb`: makes the four tables or verifies them (SPEC 12), as often as one likes. It prints what
// it would do and does it; with --plan it only prints. --print=cloudformation|iam-policy prints the same as infrastructure
// code, and asks nobody.
#pragma once

#include <string>

#include "main/settings_types.h"

namespace nss {

// `print`: "cloudformation", "iam-policy"; empty: neither.
int init_dynamodb_command(const Settings& settings, bool plan_only, const std::string& print);

}  // namespace nss
