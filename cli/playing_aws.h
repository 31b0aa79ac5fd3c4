#pragma once

#include <string>
#include <tl/expected.hpp>

#include "emulator/http/server.h"
#include "scenarios/process/as_aws.h"

namespace souk::cli {

/// The port that AWS's names lead to.
inline constexpr int kHttpsPort = 443;

/// Lets a server that is to be started listen where AWS can be made to seem. Says in a sentence why
/// it cannot.
tl::expected<void, std::string> listen_as_aws(http::ServerOptions& options);

/// Where AWS seems to be once that server has started.
process::AwsNames aws_at(http::Server& server);
/// The same of a souk elsewhere; nothing where it does not listen on that port.
std::optional<process::AwsNames> aws_at(const std::string& emulator, const std::string& token);

}  // namespace souk::cli
