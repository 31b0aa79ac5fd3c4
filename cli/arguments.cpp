#include "cli/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cli/command.h"
#include "scenarios/story/nearest.h"

namespace souk::cli {
namespace {

bool is_option(const std::string& word) { return word.size() > 1 && word.front() == '-'; }

/// "--prot=1" is about --prot.
std::string name_of(const std::string& word) { return word.substr(0, word.find('=')); }

std::vector<std::string> names_of_commands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* each : app.get_subcommands({})) names.push_back(each->get_name());
  return names;
}

std::vector<std::string> names_of_options(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* each : command.get_options()) {
    for (const auto& name : each->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// "; did you mean '--port'?", or where to read what there is.
int complain_of_word(const std::string& sentence, const std::string& near,
                     const std::string& asked) {
  auto whole = sentence + near;
  if (whole.back() != '?' && whole.back() != '.') whole += '.';
  return complain(kBadStory, whole,
                  fmt::format("{} --help shows what there is, with examples.", asked));
}

int complain_of_extra(const CLI::App& command, const std::string& asked) {
  const auto& whose = command.get_name();
  auto extras = command.remaining();
  const auto option = std::find_if(extras.begin(), extras.end(), is_option);
  if (option == extras.end()) {
    return complain_of_word(fmt::format("{}: nothing is done with \"{}\"", whose, extras.front()),
                            "", asked);
  }
  const auto name = name_of(*option);
  const auto sentence = fmt::format("{}: there is no option {}", whose, name);
  if (whose == "exec") {
    // An option of the command to be run looks like one of ours.
    const auto near = judge::hint_for(name, names_of_options(command));
    return complain(kBadStory, sentence + (near.empty() ? "." : near),
                    "Options of the command to run go after --, as in: souk exec -- npm test --ci");
  }
  return complain_of_word(sentence, judge::hint_for(name, names_of_options(command)), asked);
}

int complain_of_first_word(const CLI::App& app, const std::string& word) {
  const auto kind = is_option(word) ? "option" : "command";
  auto known = is_option(word) ? names_of_options(app) : names_of_commands(app);
  auto near = judge::hint_for(word, known);
  if (near.empty() && !is_option(word)) near = "; there are " + judge::enumerate(known);
  return complain_of_word(fmt::format("there is no {} {}", kind, name_of(word)), near, "souk");
}

/// What the library says, but for the sentence that only programmers understand.
std::string why_of(const CLI::ParseError& error) {
  std::string why = error.what();
  if (error.get_name() != "ArgumentMismatch") return why;
  return fmt::format("{} needs a value", why.substr(0, why.find(':')));
}

}  // namespace

std::optional<int> read_arguments(CLI::App& app, int argc, char** argv) {
  if (argc < 2) {
    return complain(kBadStory,
                    fmt::format("name a command: {}.", judge::enumerate(names_of_commands(app))),
                    "souk --help says what each is for.");
  }
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    const auto commands = app.get_subcommands();
    if (commands.empty()) return complain_of_first_word(app, argv[1]);
    const auto& command = *commands.front();
    const auto asked = "souk " + command.get_name();
    if (!command.remaining().empty()) return complain_of_extra(command, asked);
    return complain_of_word(fmt::format("{}: {}", command.get_name(), why_of(error)), "", asked);
  }
}

CLI::Validator one_of(std::vector<std::string> words) {
  const auto listed = judge::enumerate(words);
  return CLI::Validator(
      [words = std::move(words), listed](std::string& word) {
        if (std::find(words.begin(), words.end(), word) != words.end()) return std::string();
        return fmt::format("\"{}\" is not {}{}", word, listed, judge::hint_for(word, words));
      },
      "");
}

CLI::Validator whole_number(std::int64_t least, std::int64_t most) {
  return CLI::Validator(
      [least, most](std::string& text) {
        std::int64_t number = 0;
        const auto* end = text.data() + text.size();
        const auto [rest, trouble] = std::from_chars(text.data(), end, number);
        const bool good =
            trouble == std::errc() && rest == end && number >= least && number <= most;
        return good ? std::string()
                    : fmt::format("\"{}\" is not a whole number from {} to {}", text, least, most);
      },
      "");
}

}  // namespace souk::cli
