#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace souk::cli {

/// How a process ends; scripts count on it.
inline constexpr int kKept = 0;         ///< all rules and expectations were kept
inline constexpr int kBroken = 1;       ///< a rule or expectation failed
inline constexpr int kBadStory = 2;     ///< the story or the arguments are wrong
inline constexpr int kUnreachable = 3;  ///< the seller could not be reached
inline constexpr int kSoukFailed = 4;   ///< souk itself failed

/// A subcommand adds itself and what it does; the one that was named is then run.
using Action = std::function<int()>;

void add_run(CLI::App& app, Action& action);
void add_serve(CLI::App& app, Action& action);
void add_exec(CLI::App& app, Action& action);
void add_env(CLI::App& app, Action& action);
void add_clock(CLI::App& app, Action& action);
void add_journal(CLI::App& app, Action& action);
void add_listen(CLI::App& app, Action& action);
void add_rules(CLI::App& app, Action& action);
void add_api(CLI::App& app, Action& action);
void add_ca(CLI::App& app, Action& action);
void add_seller(CLI::App& app, Action& action);
void add_keep(CLI::App& app, Action& action);

/// Says on standard error what went wrong and what to do, and returns `code`.
int complain(int code, const std::string& sentence, const std::string& hint = "");

}  // namespace souk::cli
