#include "services/base/status/field_faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi {
namespace {

using testing::ElementsAre;
using testing::Field;

TEST(FieldFaultsTest, GivesTheValueWhenNothingIsWrong) {
  FieldFaults faults;
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(*faults.Finish(7), 7);
}

TEST(FieldFaultsTest, NamesEveryFaultInTheOrderFound) {
  FieldFaults faults;
  faults.Fault("a", "FIRST", "must be one");
  faults.Add({{"b", "must be two", "SECOND"}, {"c", "must be three", "THIRD"}});
  EXPECT_FALSE(faults.empty());
  const absl::Status status = faults.Finish(7).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(DetailsOf(status).reason, "FIRST");
  EXPECT_THAT(DetailsOf(status).violations,
              ElementsAre(Field(&FieldViolation::field, "a"), Field(&FieldViolation::field, "b"),
                          Field(&FieldViolation::field, "c")));
}

TEST(FieldFaultsTest, GivesAwayWhatItGathered) {
  FieldFaults faults;
  faults.Fault("a", "FIRST", "must be one");
  EXPECT_THAT(std::move(faults).Take(), ElementsAre(FieldViolation{"a", "must be one", "FIRST"}));
}

}  // namespace
}  // namespace pingyi
