// `namespace-scheduler store backup PATH` (beside a running server or without one) and `store restore PATH` (never beside
// one). Each prints what it did, or one line on stderr why it could not. Exit codes: 0 done, 1 failed.
#pragma once

#include <string>

#include "main/settings_types.h"

namespace nss {

int store_backup_command(const Settings& settings, const std::string& path);
int store_restore_command(const Settings& settings, const std::string& path);

}  // namespace nss
