// The errors of getting credentials (their list: credential_source.h), and the rules that every set of credentials must keep,
// wherever it comes from. Messages say where and what to do; never a key, a token or a text that may hold one.
#pragma once

#include <string>
#include <string_view>

#include "adapters/aws/credentials.h"
#include "base/result.h"

namespace nss {

tl::unexpected<Error> credentials_not_found(std::string message);
tl::unexpected<Error> credentials_refused(std::string message);
tl::unexpected<Error> credentials_unreadable(std::string message);
tl::unexpected<Error> credentials_unavailable(std::string message);

// Why a question got no answer, as one of ours: what has been said so already stays, and so does stopping.
tl::unexpected<Error> error_without_answer(const Error& error, std::string_view where);

// `given` when they can stand in a request: an id and a secret, visible ASCII, of a sensible length. Else
// aws_credentials_unreadable; `where` they come from begins the message.
Result<AwsCredentials> checked_credentials(AwsCredentials given, std::string_view where);

// A sentence of somebody else for a message of ours: one line of visible ASCII, at most 300 characters; nothing of it when it
// repeats a piece of `secret` (empty: there is none).
std::string foreign_sentence(std::string_view said, std::string_view secret);

}  // namespace nss
