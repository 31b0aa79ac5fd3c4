#include "scenarios/process/output_log.h"

#include <fmt/format.h>

namespace souk::process {

void OutputLog::add(const std::string& stream, std::string_view bytes) {
  auto& into = streams_[stream == "stdout" ? 0 : 1];
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    const auto part = bytes.substr(0, end);
    const auto room = kLongestLine - into.open_line.size();
    into.open_line += part.substr(0, room);
    into.cut = into.cut || part.size() > room;
    if (end == std::string_view::npos) return;
    end_line(into);
    bytes.remove_prefix(end + 1);
  }
}

void OutputLog::end_line(Stream& stream) {
  auto line = std::move(stream.open_line);
  stream.open_line.clear();
  if (stream.cut) line += "…";
  stream.cut = false;
  seen_ = seen_ || (!wanted_.empty() && line.find(wanted_) != std::string::npos);
  last_.push_back(line);
  if (last_.size() > kLastWords) last_.pop_front();
  if (kept_bytes_ + line.size() > kMostBytes) {
    ++left_out_;
    return;
  }
  kept_bytes_ += line.size() + 1;
  if (kept_.empty() || kept_.back().stream != stream.name) kept_.push_back({stream.name, {}});
  kept_.back().text += line + "\n";
}

std::vector<Printed> OutputLog::take() {
  auto taken = std::move(kept_);
  if (left_out_ > 0) {
    taken.push_back({"stderr", fmt::format("({} more lines were left out by souk)\n", left_out_)});
  }
  kept_.clear();
  kept_bytes_ = 0;
  left_out_ = 0;
  return taken;
}

std::string OutputLog::last_words() const {
  std::string text;
  for (const auto& line : last_) text += "  " + line + "\n";
  for (const auto& stream : streams_) {
    if (!stream.open_line.empty()) text += "  " + stream.open_line + "\n";
  }
  return text;
}

void OutputLog::look_for(std::string text) {
  wanted_ = std::move(text);
  seen_ = false;
}

}  // namespace souk::process
