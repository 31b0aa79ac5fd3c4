#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/process/aws_profiles.h"

namespace souk::cli {

/// What `souk run` was asked.
struct RunWish {
  std::vector<std::string> stories;
  std::string seller;
  std::string seller_file;
  std::string seller_command;
  std::string ready;
  std::string ready_within;
  bool follow_clock = false;
  bool as_aws = false;
  std::vector<process::Profile> aws_profiles;
  std::vector<std::string> set;
  std::vector<std::string> matrix;
  std::vector<std::string> only;
  std::vector<std::string> reports;
  int jobs = 1;
  std::string shard;
  std::optional<std::uint64_t> seed;
  std::string emulator;
  std::string sandbox;
  std::string token;
  std::string slow;
  bool answer_first = false;
  bool keep = false;
  bool verbose = false;
};

/// Runs, judges, prints, writes the reports; returns the process's exit code.
int run_stories(RunWish wish);

}  // namespace souk::cli
