#include "services/appraisal/testing/sample_round.h"

#include <cstdlib>
#include <string>

#include <fmt/format.h>

namespace pingyi::appraisal::test {

RoundSpec SampleSpec() {
  RoundSpec spec;
  spec.display_name = "2026 年度民主评议";
  spec.criteria = {
      {"ability", "能", "30",
       GradedScale{{{"excellent", "优秀", "100"}, {"good", "称职", "80"}, {"poor", "差", "0"}}}},
      {"results", "绩", "70", NumericScale{"0", "100", "0.5"}}};
  spec.groups = {{"a", "A票", "40", 1000}, {"b", "B票", "1/3", 5}};
  spec.anonymity = Anonymity::kAnonymous;
  spec.policy = ScoringPolicyReference{"policies/p/versions/1", std::string(64, 'a')};
  return spec;
}

std::vector<Subject> SampleSubjects(int count) {
  std::vector<Subject> subjects;
  for (int i = 1; i <= count; ++i) {
    subjects.push_back({.id = fmt::format("s{}", i),
                        .display_name = fmt::format("对象 {}", i),
                        .unit = "办公室",
                        .subject_type = "head",
                        .position = 10 * i,
                        .report = ""});
  }
  return subjects;
}

std::shared_ptr<const BallotRules> SampleRules(const RoundSpec& spec, int subjects) {
  auto rules = BallotRules::Compile("r1", spec, SampleSubjects(subjects));
  if (!rules.ok()) std::abort();
  return *rules;
}

Ballot SameMarks(const std::vector<std::string_view>& subjects, std::string_view ability,
                 std::string_view results) {
  Ballot ballot;
  for (const std::string_view subject : subjects) {
    SubjectMarks& marks = ballot.subjects.emplace_back(SubjectMarks{subject, {}});
    if (!ability.empty()) marks.marks.push_back({"ability", ability});
    if (!results.empty()) marks.marks.push_back({"results", results});
  }
  return ballot;
}

}  // namespace pingyi::appraisal::test
