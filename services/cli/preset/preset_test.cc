#include "services/cli/preset/preset.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pingyi/result/v1/policy.pb.h"
#include "services/base/testing/status_matchers.h"
#include "services/cli/io/message_file.h"

namespace pingyi::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(PresetTest, TheFilesOfThePresetsAreThere) {
  std::vector<std::string> names;
  for (const Preset& preset : Presets()) names.emplace_back(preset.name);
  EXPECT_THAT(names, ElementsAre("civil-servants-by-unit", "civil-servants", "composite",
                                 "panel-trimmed", "party-members-review", "satisfaction",
                                 "school-middle-managers", "secretaries-review", "service-stars"));
}

TEST(PresetTest, EveryTextIsAPolicy) {
  for (const Preset& preset : Presets()) {
    result::v1::ScoringPolicy policy;
    const absl::Status read = ParseMessage(std::string(preset.text), "preset.yaml", &policy);
    EXPECT_TRUE(read.ok()) << preset.name << ": " << read;
    EXPECT_NE(policy.display_name(), "") << preset.name;
  }
}

TEST(PresetTest, AnUnknownNameIsAnsweredWithTheNames) {
  EXPECT_THAT(*PresetText("satisfaction"), HasSubstr("100 / 80 / 60 / 30 / 0"));
  const absl::Status status = PresetText("satisfied").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("party-members-review, satisfaction"));
}

}  // namespace
}  // namespace pingyi::cli
