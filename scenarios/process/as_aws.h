#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "scenarios/process/seller_process.h"

namespace souk::process {

/// Where AWS seems to be.
struct AwsNames {
  std::string address;             ///< of this machine; souk's HTTPS listens there on port 443
  std::vector<std::string> names;  ///< hosts of AWS that are to lead there
  std::string ca_pem;              ///< what souk's certificates are issued by
};

/// An address of this machine's own on whose port 443 nobody listens yet. Says what is wrong where
/// there is none, and what to do.
tl::expected<std::string, std::string> free_aws_address();

/// What a program is started with so that it finds AWS there and trusts what answers.
struct Disguise {
  std::vector<Overlay> overlays;
  std::vector<std::pair<std::string, std::string>> environment;
};

/// Where this machine keeps what is overlaid; another root for tests.
struct Machine {
  std::string root;                        ///< before each path; empty: this machine
  std::vector<std::string> python_places;  ///< folders that may hold certifi and botocore
};

/// This machine, for a program started in `directory`.
Machine this_machine(const std::string& directory);

/// Writes a hosts file and trust stores into `folder`, an empty one: the machine's own with `aws`
/// added. Stores for OpenSSL, curl, Go, PHP and Ruby (the system's folder), Java (its cacerts),
/// Node.js and the AWS SDKs (variables), Python's certifi and botocore (their bundles, where they
/// lie in the usual places). Says what could not be read or written.
tl::expected<Disguise, std::string> disguise_as_aws(const AwsNames& aws, const std::string& folder,
                                                    const Machine& machine);

}  // namespace souk::process
