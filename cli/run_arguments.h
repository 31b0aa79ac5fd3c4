#pragma once

#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "cli/run.h"
#include "client/sample_seller/options.h"
#include "scenarios/runner/hosted_seller.h"
#include "scenarios/story/expand.h"

namespace souk::cli {

/// What is wrong with an argument, and what to write instead.
struct Complaint {
  std::string sentence;
  std::string hint;
};

/// One story with one choice of its matrix, to be run.
struct Job {
  std::shared_ptr<const judge::Story> story;
  judge::Cell cell;
};

/// Who is judged, and how each run gets at them.
struct Defendant {
  bool sample = false;
  std::string url;
  std::string label;
  sample::Options options;
  std::optional<judge::Hosting> hosting;  ///< souk starts it
};

/// Every story with every choice of its matrix; otherwise all mistakes, a line each.
tl::expected<std::vector<Job>, std::string> read_jobs(const RunWish& wish);

/// The jobs whose matrix has these values ("generation=legacy"), and those whose matrix has no such
/// name at all. A name may be the last part of one: `generation` for `era.generation`.
tl::expected<std::vector<Job>, Complaint> take_only(std::vector<Job> jobs,
                                                    const std::vector<std::string>& only);

/// "2/4": the second of four parts of all jobs.
tl::expected<std::vector<Job>, Complaint> take_shard(std::vector<Job> jobs,
                                                     const std::string& shard);

tl::expected<Defendant, Complaint> read_seller(const RunWish& wish);

/// Where each report goes; each path can be written as far as can be told before the runs.
tl::expected<std::map<std::string, std::string>, Complaint> read_reports(const RunWish& wish);

/// What the options above do not see: an emulator that is none, sandboxes used at the same time.
tl::expected<void, Complaint> check_emulator(const RunWish& wish);

}  // namespace souk::cli
