#include "emulator/wire/pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>

#include "emulator/wire/utf8.h"

namespace souk::wire {
namespace {

using Range = Pattern::Range;
using Ranges = std::vector<Range>;

constexpr char32_t kLastPoint = 0x10FFFF;
constexpr auto kUnlimited = std::numeric_limits<std::uint32_t>::max();

Ranges merged(Ranges ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const Range& a, const Range& b) { return a.first < b.first; });
  Ranges apart;
  for (const Range& range : ranges) {
    if (!apart.empty() && range.first <= apart.back().last + 1) {
      apart.back().last = std::max(apart.back().last, range.last);
    } else {
      apart.push_back(range);
    }
  }
  return apart;
}

Ranges complement(const Ranges& ranges) {
  Ranges rest;
  char32_t next = 0;
  for (const Range& range : merged(ranges)) {
    if (range.first > next) rest.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  if (next <= kLastPoint) rest.push_back({next, kLastPoint});
  return rest;
}

Ranges listed(std::span<const Range> ranges) { return {ranges.begin(), ranges.end()}; }

bool overlap(const Pattern::Class& left, const Pattern::Class& right) {
  return std::any_of(left.ranges.begin(), left.ranges.end(), [&](const Range& a) {
    return std::any_of(right.ranges.begin(), right.ranges.end(),
                       [&](const Range& b) { return a.first <= b.last && b.first <= a.last; });
  });
}

// Plain arrays, so that shapes made before main() may use them.
constexpr Range kDigits[]{{'0', '9'}};
constexpr Range kWord[]{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
constexpr Range kBlank[]{{'\t', '\r'}, {' ', ' '}};
constexpr Range kLineEnds[]{{'\n', '\n'}, {'\r', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}};
constexpr Range kSeparators[]{{' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680},
                              {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                              {0x205F, 0x205F}, {0x3000, 0x3000}};
// Unicode's letters and numbers, told from symbols by block: what AWS's tags and names need.
constexpr Range kLetters[]{
    {'A', 'Z'},         {'a', 'z'},         {0xAA, 0xAA},      {0xB5, 0xB5},     {0xBA, 0xBA},
    {0xC0, 0xD6},       {0xD8, 0xF6},       {0xF8, 0x1FFF},    {0x2C00, 0x2DFF}, {0x3005, 0x3007},
    {0x3021, 0xD7FF},   {0xF900, 0xFEFE},   {0xFF21, 0xFF3A},  {0xFF41, 0xFF5A}, {0xFF66, 0xFFDC},
    {0x10000, 0x1CFFF}, {0x1E000, 0x1EFFF}, {0x20000, 0x3FFFF}};
constexpr Range kNumbers[]{{'0', '9'},       {0xB2, 0xB3},     {0xB9, 0xB9},     {0xBC, 0xBE},
                           {0x660, 0x669},   {0x6F0, 0x6F9},   {0x966, 0x96F},   {0x2070, 0x2079},
                           {0x2080, 0x2089}, {0x2150, 0x218B}, {0x2460, 0x249B}, {0xFF10, 0xFF19}};

/// Reads an expression into alternatives of repetitions.
class Reader {
 public:
  explicit Reader(std::string_view text) : whole_(text), rest_(text) {}

  std::vector<Pattern::Sequence> read() {
    std::vector<Pattern::Sequence> alternatives(1);
    while (!rest_.empty()) {
      if (take('^') || (rest_ == "$" && take('$'))) continue;
      if (take('|')) {
        alternatives.emplace_back();
        continue;
      }
      Pattern::Repetition repetition;
      repetition.of = closed(read_class());
      read_count(repetition);
      alternatives.back().push_back(std::move(repetition));
    }
    for (const auto& sequence : alternatives) refuse_ambiguity(sequence);
    return alternatives;
  }

 private:
  [[noreturn]] void refuse(std::string_view why) const {
    throw std::logic_error(fmt::format("pattern {} cannot be compiled: {} at character {}", whole_,
                                       why, whole_.size() - rest_.size() + 1));
  }

  bool take(char letter) {
    if (rest_.empty() || rest_.front() != letter) return false;
    rest_.remove_prefix(1);
    return true;
  }

  char32_t take_point() {
    const auto point = take_code_point(rest_);
    if (!point) refuse("the expression ends early");
    return *point;
  }

  static Pattern::Class closed(const Ranges& ranges) {
    Pattern::Class made{merged(ranges)};
    for (char32_t point = 0; point < 128; ++point) {
      for (const Range& range : made.ranges) {
        if (point >= range.first && point <= range.last) {
          made.ascii[point / 64] |= std::uint64_t{1} << (point % 64);
        }
      }
    }
    return made;
  }

  Ranges read_class() {
    if (take('[')) return read_brackets();
    if (take('(')) return read_choice();
    if (take('.')) return complement(listed(kLineEnds));
    if (rest_.find_first_of("*+?{)$") == 0) refuse("nothing to repeat, or a group,");
    return read_atom();
  }

  /// "a|[b-c]|\d)": single classes, of which any will do.
  Ranges read_choice() {
    Ranges any;
    do {
      const Ranges one = read_class();
      any.insert(any.end(), one.begin(), one.end());
    } while (take('|'));
    if (!take(')')) refuse("only a choice of single characters may be in parentheses:");
    return any;
  }

  Ranges read_brackets() {
    const bool inverted = take('^');
    Ranges any;
    while (!take(']')) {
      Ranges atom = read_atom();
      const bool single = atom.size() == 1 && atom[0].first == atom[0].last;
      if (single && rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']') {
        take('-');
        const Ranges end = read_atom();
        if (end.size() != 1 || end[0].last < atom[0].first) refuse("a range runs backwards");
        atom[0].last = end[0].last;
      }
      any.insert(any.end(), atom.begin(), atom.end());
    }
    return inverted ? complement(any) : any;
  }

  /// One character, or what an escape stands for.
  Ranges read_atom() {
    const char32_t point = take_point();
    if (point != '\\') return {{point, point}};
    switch (const char32_t escaped = take_point()) {
      case 'd':
        return listed(kDigits);
      case 'D':
        return complement(listed(kDigits));
      case 'w':
        return listed(kWord);
      case 'W':
        return complement(listed(kWord));
      case 's':
        return listed(kBlank);
      case 'S':
        return complement(listed(kBlank));
      case 'p':
        return read_property();
      case 't':
        return {{'\t', '\t'}};
      case 'n':
        return {{'\n', '\n'}};
      case 'r':
        return {{'\r', '\r'}};
      case 'x':
        return read_hexadecimal(2);
      case 'u':
        return read_hexadecimal(4);
      default:
        if (escaped < 128 && std::isalnum(static_cast<int>(escaped))) refuse("unknown escape");
        return {{escaped, escaped}};
    }
  }

  Ranges read_property() {
    if (!take('{')) refuse("\\p without a name");
    const char32_t name = take_point();
    if (!take('}')) refuse("unknown property");
    if (name == 'L') return listed(kLetters);
    if (name == 'N') return listed(kNumbers);
    if (name == 'Z') return listed(kSeparators);
    refuse("unknown property");
  }

  Ranges read_hexadecimal(int digits) {
    char32_t value = 0;
    for (int i = 0; i < digits; ++i) {
      const char32_t digit = take_point();
      if (digit > 127 || !std::isxdigit(static_cast<int>(digit))) refuse("bad number");
      value = value * 16 + (digit <= '9' ? digit - '0' : (digit | 0x20U) - 'a' + 10);
    }
    return {{value, value}};
  }

  void read_count(Pattern::Repetition& repetition) {
    if (take('*')) {
      repetition.least = 0, repetition.most = kUnlimited;
    } else if (take('+')) {
      repetition.most = kUnlimited;
    } else if (take('?')) {
      repetition.least = 0;
    } else if (take('{')) {
      repetition.least = repetition.most = read_number().value_or(0);
      if (take(',')) repetition.most = read_number().value_or(kUnlimited);
      if (!take('}')) refuse("a count without end");
    }
  }

  std::optional<std::uint32_t> read_number() {
    std::optional<std::uint32_t> number;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      number = number.value_or(0) * 10 + static_cast<std::uint32_t>(rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return number;
  }

  /// Taking as much as possible is right only if nothing a repetition takes could begin what
  /// follows it.
  void refuse_ambiguity(const Pattern::Sequence& sequence) const {
    for (std::size_t i = 0; i < sequence.size(); ++i) {
      if (sequence[i].least == sequence[i].most) continue;
      for (std::size_t next = i + 1; next < sequence.size(); ++next) {
        if (overlap(sequence[i].of, sequence[next].of)) refuse("it is unclear where a part ends,");
        if (sequence[next].least > 0) break;
      }
    }
  }

  std::string_view whole_;
  std::string_view rest_;
};

bool follows(const Pattern::Sequence& sequence, std::string_view text) {
  for (const auto& [of, least, most] : sequence) {
    std::uint32_t taken = 0;
    while (taken < most && !text.empty()) {
      auto after = text;
      const auto point = take_code_point(after);
      if (!point || !of.contains(*point)) break;
      text = after;
      ++taken;
    }
    if (taken < least) return false;
  }
  return text.empty();
}

}  // namespace

bool Pattern::Class::contains(char32_t point) const {
  if (point < 128) return (ascii[point / 64] >> (point % 64) & 1U) != 0;
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
    return point >= range.first && point <= range.last;
  });
}

Pattern::Pattern(std::string_view text) : text_(text), alternatives_(Reader(text_).read()) {}

bool Pattern::matches(std::string_view text) const {
  if (predicate_ != nullptr) return predicate_(text);
  return std::any_of(alternatives_.begin(), alternatives_.end(),
                     [&](const Sequence& sequence) { return follows(sequence, text); });
}

}  // namespace souk::wire
