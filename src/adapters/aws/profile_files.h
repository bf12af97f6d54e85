// The AWS tools' two profile files, ~/.aws/config and ~/.aws/credentials, read as botocore reads them. Messages name file and
// line, never what is written there.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/aws/environment.h"
#include "base/result.h"

namespace nss {

using ProfileSettings = std::map<std::string, std::string>;  // names in lower case

// One file: section name as written ("default", "profile dev") to its settings. `name = value`, # and ; begin a comment line;
// indented lines belong to the setting before them and are left out (nothing that we use is nested). Sections that come twice
// are one. Errors: aws_credentials_unreadable; `file` begins the message.
Result<std::map<std::string, ProfileSettings>> parse_profile_file(std::string_view text, std::string_view file);

class ProfileFiles {
 public:
  // A file that is not there is empty. Errors: aws_credentials_unreadable.
  static Result<ProfileFiles> load(const AwsEnvironment& environment);

  // The settings of a profile from both files, those of the credentials file first. Null: neither has it.
  const ProfileSettings* find(const std::string& name) const;

 private:
  std::map<std::string, ProfileSettings> profiles_;
};

// The chosen profile's name: "default" when none is.
std::string profile_name(const AwsEnvironment& environment);

// The setting's value; empty: it is not there.
std::string setting_of(const ProfileSettings& settings, const std::string& name);

// A command of credential_process as an argument vector: words at white space, 'as they are', "with \" and \\", \x outside
// quotes; nothing is expanded. Empty: nothing in it, a quote without its end, or a NUL.
std::vector<std::string> split_command(std::string_view command);

}  // namespace nss
