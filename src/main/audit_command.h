// `namespace-scheduler audit verify [--namespace NAME]`: looks at every link of the audit chains (SPEC 6), beside a running
// server or without one. Prints one line: that all are valid and how many, or the first broken link and what is wrong with it.
// Exit codes: 0 valid, 1 broken or the store cannot be read.
#pragma once

#include <string>

#include "main/settings_types.h"

namespace nss {

int audit_verify_command(const Settings& settings, const std::string& ns);  // `ns` empty: every chain

}  // namespace nss
