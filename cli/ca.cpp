#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "cli/command.h"
#include "cli/remote.h"
#include "emulator/http/certificates.h"
#include "emulator/sandbox/data_directory.h"

namespace souk::cli {
namespace {

struct CaWish {
  std::string data;
  std::string out;
};

int write_ca(const Remote& remote, const CaWish& wish) {
  std::string pem;
  if (!wish.data.empty()) {
    if (const auto claimed = sandbox::claim_directory(wish.data); !claimed) {
      return complain(kSoukFailed, claimed.error().message, claimed.error().hint);
    }
    const auto authority = http::CertificateAuthority::in_directory(wish.data);
    if (!authority) return complain(kSoukFailed, authority.error().message, authority.error().hint);
    pem = authority->certificate_pem();
  } else {
    const auto answer = remote.control().ca();
    if (!answer) return complain(answer.error(), remote);
    pem = *answer;
  }
  if (wish.out.empty()) {
    fmt::print("{}", pem);
    return kKept;
  }
  std::ofstream file(wish.out);
  file << pem;
  if (!file.flush()) {
    return complain(kSoukFailed, fmt::format("--out {}: {}.", wish.out, std::strerror(errno)),
                    "Name a file in a directory you may write.");
  }
  fmt::print("{}\n", wish.out);
  return kKept;
}

}  // namespace

void add_ca(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("ca", "Write the certificate clients must trust for HTTPS");
  auto remote = std::make_shared<Remote>();
  auto wish = std::make_shared<CaWish>();
  add_remote(*command, *remote);
  command->add_option("--data", wish->data, "Of the souk that keeps, or will keep, this directory");
  command->add_option("--out", wish->out, "File to write; otherwise standard output");
  command->footer(
      "With `souk serve --tls-port 443` and the AWS names pointed at this machine (hosts file,\n"
      "container DNS), strict SNS validators and old SDKs work unchanged:\n"
      "  127.0.0.1 sns.us-east-1.amazonaws.com metering.marketplace.us-east-1.amazonaws.com\n"
      "Trust it with NODE_EXTRA_CA_CERTS (Node), AWS_CA_BUNDLE (boto3, AWS CLI) or SSL_CERT_FILE.\n"
      "Examples:\n"
      "  souk ca --out souk-ca.pem\n"
      "  souk ca --data ./souk-data");
  command->callback(
      [&action, remote, wish] { action = [remote, wish] { return write_ca(*remote, *wish); }; });
}

}  // namespace souk::cli
