#include "emulator/core/base64.h"

#include <gtest/gtest.h>

namespace souk {
namespace {

// Vectors of RFC 4648, section 10.
TEST(Base64, KeepsTheStandardsVectors) {
  for (const auto& [bytes, text] : {std::pair{"", ""},
                                    {"f", "Zg=="},
                                    {"fo", "Zm8="},
                                    {"foo", "Zm9v"},
                                    {"foob", "Zm9vYg=="},
                                    {"fooba", "Zm9vYmE="},
                                    {"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text), bytes);
  }
}

TEST(Base64, RefusesWhatIsNone) {
  for (const auto* text : {"Zg", "Zg=", "Z===", "====", "Zm9v!", "Z=9v", "Zm 9", "Zg==Zg=="}) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace souk
