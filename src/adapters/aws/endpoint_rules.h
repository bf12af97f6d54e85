// Which addresses credentials may be asked from. Whoever can set an environment variable or write a profile must not make us
// send a token over the network in the clear.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nss {

// None when `url` is https, or http to this machine (127.0.0.0/8, ::1, localhost) or to one of AWS's link-local addresses
// (169.254.169.254, 169.254.170.2, 169.254.170.23, fd00:ec2::254, fd00:ec2::23: botocore's list). Else the error
// aws_credentials_unreadable, which begins with `what` says so.
std::optional<Error> endpoint_problem(std::string_view url, std::string_view what);

// Such an address of a whole service, without the slashes at its end.
Result<std::string> service_endpoint(std::string url, std::string_view what);

}  // namespace nss
