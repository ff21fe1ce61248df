#include "services/result/wire/component/figures_wire.h"

#include <gtest/gtest.h>

namespace pingyi::result {
namespace {

TEST(FiguresWireTest, WhatIsWrittenIsReadAgain) {
  const ComponentFigures figures{"metrics",
                                 "统计表",
                                 "rounds/q1/runs/x",
                                 "digest",
                                 {{"s1", ScoreFigure{"90", "因"}},
                                  {"s2", MetricFigures{{"m", "1", "2"}, {"n", "3", "4"}}},
                                  {"s3", LevelCounts{{"yes", 5}, {"no", 0}}},
                                  {"s4", AdjustmentItems{{"-2", "迟报"}}},
                                  {"s5", {}},
                                  {"s6", FactorItems{{"dive1", "3.1", "107B"}, {"d2", "2"}}}}};
  v1::ComponentFigures proto;
  proto.set_name("rounds/r1/components/metrics");
  proto.set_source(figures.source);
  proto.set_source_run(figures.source_run);
  proto.set_source_result_digest(figures.source_result_digest);
  for (const SubjectFigures& subject : figures.subjects) {
    *proto.add_subject_figures() = ToProto(subject, "rounds/r1");
  }
  EXPECT_EQ(proto.subject_figures(0).subject(), "rounds/r1/subjects/s1");
  EXPECT_EQ(ToFigures(proto), figures);
}

TEST(FiguresWireTest, WhatIsNotThereIsNotTaken) {
  EXPECT_EQ(ToFigures(v1::ComponentFigures()), ComponentFigures());
}

}  // namespace
}  // namespace pingyi::result
