// GoogleTest matchers for absl::Status and absl::StatusOr.
//
//   EXPECT_THAT(store.Get("x"), StatusIs(absl::StatusCode::kNotFound));
//   EXPECT_THAT(status, AllOf(HasReason("MARK_OFF_SCALE"), HasViolation("ballot.marks[0]")));
//   ASSERT_OK_AND_ASSIGN(const Cycle cycle, store.Get("x"));
#pragma once

#include <ostream>
#include <string>
#include <utility>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/status/error.h"

namespace pingyi::test {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, negation ? "is an error" : "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

MATCHER_P(StatusIs, code, "has the code " + absl::StatusCodeToString(code)) {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code;
}

// The reason of the error as a whole.
MATCHER_P(HasReason, reason, "has the reason " + std::string(reason)) {
  const std::string actual = DetailsOf(StatusOf(arg)).reason;
  *result_listener << StatusOf(arg).ToString() << " with reason \"" << actual << '"';
  return actual == reason;
}

// Some violation is of this field.
MATCHER_P(HasViolation, field, "has a violation of the field " + std::string(field)) {
  *result_listener << StatusOf(arg).ToString() << " with violations of";
  bool found = false;
  for (const FieldViolation& violation : DetailsOf(StatusOf(arg)).violations) {
    *result_listener << ' ' << violation.field;
    found = found || violation.field == field;
  }
  return found;
}

// Some violation is of this field for this reason.
MATCHER_P2(HasViolation, field, reason,
           "has a violation of the field " + std::string(field) + " for " + std::string(reason)) {
  *result_listener << StatusOf(arg).ToString() << " with violations";
  bool found = false;
  for (const FieldViolation& violation : DetailsOf(StatusOf(arg)).violations) {
    *result_listener << ' ' << violation.field << '(' << violation.reason << ')';
    found = found || (violation.field == field && violation.reason == reason);
  }
  return found;
}

#define ASSERT_OK(expression) ASSERT_THAT((expression), ::pingyi::test::IsOk())
#define EXPECT_OK(expression) EXPECT_THAT((expression), ::pingyi::test::IsOk())

#define PINGYI_CONCAT_INNER(a, b) a##b
#define PINGYI_CONCAT(a, b) PINGYI_CONCAT_INNER(a, b)
// Sets `target`, which may be a declaration (and so stands without parentheses), from the value of
// a StatusOr, or fails the test. NOLINTBEGIN(bugprone-macro-parentheses)
#define ASSERT_OK_AND_ASSIGN(target, expression)                                \
  auto PINGYI_CONCAT(pingyi_result_, __LINE__) = (expression);                  \
  ASSERT_THAT(PINGYI_CONCAT(pingyi_result_, __LINE__), ::pingyi::test::IsOk()); \
  target = *std::move(PINGYI_CONCAT(pingyi_result_, __LINE__))
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace pingyi::test
