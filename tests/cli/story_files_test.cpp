// What `souk run` says of files that are no stories. Nothing of it is played.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/souk.h"
#include "tests/support/stories.h"

namespace souk::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string repeated(std::string_view text, int times) {
  std::string whole;
  for (int i = 0; i < times; ++i) whole += text;
  return whole;
}

/// Lines of references that would grow ninefold each.
std::string alias_bomb() {
  std::string text = "a0: &a0 [x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" +
            repeated("*a" + std::to_string(i - 1) + ", ", 8) + "x]\n";
  }
  return text;
}

std::string story_with(const std::string& steps) {
  return "story: A story\n"
         "product: {model: subscription, generation: concurrent, dimensions: [requests]}\n"
         "steps:\n" +
         steps;
}

struct NoStory {
  const char* name;
  std::string content;
  const char* place;
  const char* sentence;
};

void PrintTo(const NoStory& row, std::ostream* stream) { *stream << row.name; }

class NoStoryTest : public testing::TestWithParam<NoStory> {
 protected:
  Folder folder_;
};

TEST_P(NoStoryTest, IsToldWithItsPlaceAndEndsWithCodeTwo) {
  const auto file = folder_.file("a.yaml", GetParam().content);

  const auto ended = souk({"run", file, "--seller", "sample"});

  EXPECT_THAT(ended, ends_with(2, file + GetParam().place, GetParam().sentence));
  EXPECT_EQ(ended.out, "");
  EXPECT_LT(ended.err.size(), 2000u);
}

INSTANTIATE_TEST_SUITE_P(
    Files, NoStoryTest,
    testing::Values(
        NoStory{"empty", "", ":1:1: ", "a story is a map with story, product, seller, steps"},
        NoStory{"binary",
                std::string("\x7f"
                            "ELF\x02\x01\0\0",
                            8),
                ":1:5: ", "this is not a text"},
        NoStory{"not_utf8", "story: caf\xe9\n", ":1:11: ", "save the file as UTF-8"},
        NoStory{"ten_megabytes", repeated("# padding\n", 1'000'000),
                ":1:1: ", "a story has at most 1 MiB"},
        NoStory{"nested_100000_deep", "a: " + repeated("[", 100'000),
                ":1:", "nested deeper than 32"},
        NoStory{"aliases", alias_bomb(), ":2:", "references (*name) are not read"},
        NoStory{"not_yaml", "story: [a\nsteps: b\n", ":", "this is not YAML"},
        NoStory{"two_documents", story_with("  - advance: 1h\n") + "---\na: b\n",
                ":6:", "a file holds one story"},
        NoStory{"a_step_with_a_typo", story_with("  - subscirbe: {buyer: ann}\n"),
                ":4:5: ", "did you mean 'subscribe'?"},
        NoStory{"a_member_with_a_typo", story_with("  - subscribe: {byuer: ann}\n"),
                ":4:", "did you mean 'buyer'?"},
        NoStory{"an_unknown_model",
                "story: A\nproduct: {model: subscribtion, generation: legacy, dimensions: [a]}\n"
                "steps:\n  - advance: 1h\n",
                ":2:18: ", "did you mean 'subscription'?"},
        NoStory{"a_duration_that_is_none", story_with("  - advance: soon\n"), ":4:14: ", "soon"},
        NoStory{"an_unknown_rule", story_with("  - advance: 1h\n") + "judge: [R4x]\n",
                ":5:", "R4x"},
        NoStory{"a_seller_file_that_is_missing",
                "seller: nobody.yaml\n" + story_with("  - advance: 1h\n"),
                ":1:9: ", "there is no such file"}),
    [](const auto& row) { return row.param.name; });

class StoryFilesTest : public testing::Test {
 protected:
  Folder folder_;
};

TEST_F(StoryFilesTest, AFileThatIsMissingIsCodeTwo) {
  const auto ended = souk({"run", folder_.in("none.yaml")});

  EXPECT_THAT(ended, ends_with(2, folder_.in("none.yaml"), "there is no such file or folder"));
}

TEST_F(StoryFilesTest, AFolderWithoutStoriesIsCodeTwo) {
  const auto ended = souk({"run", folder_.path()});

  EXPECT_THAT(ended, ends_with(2, folder_.path(), "the folder holds no story (*.yaml"));
}

TEST_F(StoryFilesTest, AFolderNamedLikeAStoryIsAFolder) {
  std::filesystem::create_directory(folder_.in("a.yaml"));

  EXPECT_THAT(souk({"run", folder_.in("a.yaml")}), ends_with(2, "a.yaml", "holds no story"));
  EXPECT_THAT(souk({"run", folder_.path()}), ends_with(2, folder_.path(), "holds no story"));
}

TEST_F(StoryFilesTest, ADeviceIsNoStory) {
  const auto ended = souk({"run", "/dev/zero"});

  EXPECT_THAT(ended, ends_with(2, "/dev/zero", "it is not a file"));
}

TEST_F(StoryFilesTest, AFileThatMayNotBeReadIsCodeTwo) {
  const auto file = folder_.file("a.yaml", kAlone);
  std::filesystem::permissions(file, std::filesystem::perms::none);
  auto command = souk_command({"run", file});
  command.bound_by_modes = true;

  const auto ended = run(command);

  EXPECT_THAT(ended, ends_with(2, "cannot read '" + file + "'", "it may not be opened"));
}

TEST_F(StoryFilesTest, MistakesOfAllFilesAreToldAtOnce) {
  const auto first = folder_.file("first.yaml", story_with("  - advnce: 1h\n"));
  const auto second = folder_.file("second.yaml", story_with("  - advance: soon\n"));
  folder_.file("third.yaml", kAlone);

  const auto ended = souk({"run", folder_.path()});

  EXPECT_THAT(ended, ends_with(2, first + ":4:5: ", second + ":4:14: "));
  EXPECT_EQ(ended.out, "");
}

TEST_F(StoryFilesTest, AStoryMayUseNoProductButItsOwn) {
  const auto ended = souk(
      {"run", folder_.file("a.yaml", story_with("  - subscribe: {buyer: ann, product: other}\n"))});

  EXPECT_NE(ended.code, 0);
  EXPECT_THAT(ended.out + ended.err, HasSubstr("other"));
}

}  // namespace
}  // namespace souk::test
