#include "services/base/sql/mysql/error.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/transaction.h"

namespace pingyi::sql {
namespace {

using ::testing::HasSubstr;
using Code = absl::StatusCode;

enum class Effect { kStatement, kTransaction, kConflict, kConnection };

struct Case {
  int code;
  Code status;
  Effect effect;
};

constexpr Case kCases[] = {
    // Another writer was in the way.
    {1213, Code::kAborted, Effect::kConflict},
    {1205, Code::kAborted, Effect::kConflict},
    {1020, Code::kAborted, Effect::kConflict},
    {1412, Code::kAborted, Effect::kConflict},
    {1615, Code::kAborted, Effect::kConflict},
    // Keys and rules.
    {1062, Code::kAlreadyExists, Effect::kStatement},
    {1022, Code::kAlreadyExists, Effect::kStatement},
    {1169, Code::kAlreadyExists, Effect::kStatement},
    {1586, Code::kAlreadyExists, Effect::kStatement},
    {1216, Code::kFailedPrecondition, Effect::kStatement},
    {1217, Code::kFailedPrecondition, Effect::kStatement},
    {1451, Code::kFailedPrecondition, Effect::kStatement},
    {1452, Code::kFailedPrecondition, Effect::kStatement},
    {1644, Code::kFailedPrecondition, Effect::kStatement},
    // Out of time.
    {1969, Code::kDeadlineExceeded, Effect::kTransaction},
    {3024, Code::kDeadlineExceeded, Effect::kTransaction},
    {1317, Code::kDeadlineExceeded, Effect::kTransaction},
    // The server is away, full, cut off, or closing.
    {1040, Code::kUnavailable, Effect::kConnection},
    {1042, Code::kUnavailable, Effect::kConnection},
    {1043, Code::kUnavailable, Effect::kConnection},
    {1047, Code::kUnavailable, Effect::kConnection},
    {1053, Code::kUnavailable, Effect::kConnection},
    {1129, Code::kUnavailable, Effect::kConnection},
    {1152, Code::kUnavailable, Effect::kConnection},
    {1156, Code::kUnavailable, Effect::kConnection},
    {1158, Code::kUnavailable, Effect::kConnection},
    {1159, Code::kUnavailable, Effect::kConnection},
    {1160, Code::kUnavailable, Effect::kConnection},
    {1161, Code::kUnavailable, Effect::kConnection},
    {1180, Code::kUnavailable, Effect::kConnection},
    {1184, Code::kUnavailable, Effect::kConnection},
    {1203, Code::kUnavailable, Effect::kConnection},
    {1226, Code::kUnavailable, Effect::kConnection},
    {1290, Code::kUnavailable, Effect::kConnection},
    {1836, Code::kUnavailable, Effect::kConnection},
    {1927, Code::kUnavailable, Effect::kConnection},
    {2002, Code::kUnavailable, Effect::kConnection},
    {2003, Code::kUnavailable, Effect::kConnection},
    {2005, Code::kUnavailable, Effect::kConnection},
    {2006, Code::kUnavailable, Effect::kConnection},
    {2012, Code::kUnavailable, Effect::kConnection},
    {2013, Code::kUnavailable, Effect::kConnection},
    {2027, Code::kUnavailable, Effect::kConnection},
    {2055, Code::kUnavailable, Effect::kConnection},
    // Its disk, its memory, its data.
    {3, Code::kUnavailable, Effect::kTransaction},
    {1021, Code::kUnavailable, Effect::kTransaction},
    {1026, Code::kUnavailable, Effect::kTransaction},
    {1030, Code::kUnavailable, Effect::kTransaction},
    {1114, Code::kUnavailable, Effect::kTransaction},
    {1037, Code::kResourceExhausted, Effect::kConnection},
    {1038, Code::kResourceExhausted, Effect::kConnection},
    {1041, Code::kResourceExhausted, Effect::kConnection},
    {1206, Code::kResourceExhausted, Effect::kTransaction},
    {1461, Code::kResourceExhausted, Effect::kTransaction},
    {2008, Code::kResourceExhausted, Effect::kConnection},
    {1034, Code::kDataLoss, Effect::kConnection},
    {1035, Code::kDataLoss, Effect::kConnection},
    {1194, Code::kDataLoss, Effect::kConnection},
    {1195, Code::kDataLoss, Effect::kConnection},
    {1712, Code::kDataLoss, Effect::kConnection},
    // It does not let us in.
    {1044, Code::kPermissionDenied, Effect::kConnection},
    {1045, Code::kUnauthenticated, Effect::kConnection},
    {1130, Code::kUnauthenticated, Effect::kConnection},
    {1251, Code::kUnauthenticated, Effect::kConnection},
    {1698, Code::kUnauthenticated, Effect::kConnection},
    {1862, Code::kUnauthenticated, Effect::kConnection},
    {2026, Code::kUnauthenticated, Effect::kConnection},
    {2058, Code::kUnauthenticated, Effect::kConnection},
    {2059, Code::kUnauthenticated, Effect::kConnection},
    {2061, Code::kUnauthenticated, Effect::kConnection},
    {1049, Code::kFailedPrecondition, Effect::kConnection},
    // Faults of our statements, of their values, and of what the user was granted.
    {1048, Code::kInternal, Effect::kStatement},
    {1054, Code::kInternal, Effect::kStatement},
    {1064, Code::kInternal, Effect::kStatement},
    {1065, Code::kInternal, Effect::kStatement},
    {1136, Code::kInternal, Effect::kStatement},
    {1142, Code::kInternal, Effect::kStatement},
    {1143, Code::kInternal, Effect::kStatement},
    {1146, Code::kInternal, Effect::kStatement},
    {1227, Code::kInternal, Effect::kStatement},
    {1264, Code::kInternal, Effect::kStatement},
    {1265, Code::kInternal, Effect::kStatement},
    {1292, Code::kInternal, Effect::kStatement},
    {1295, Code::kInternal, Effect::kStatement},
    {1305, Code::kInternal, Effect::kStatement},
    {1364, Code::kInternal, Effect::kStatement},
    {1366, Code::kInternal, Effect::kStatement},
    {1370, Code::kInternal, Effect::kStatement},
    {1406, Code::kInternal, Effect::kStatement},
    {1690, Code::kInternal, Effect::kStatement},
    {1792, Code::kInternal, Effect::kStatement},
    {3819, Code::kInternal, Effect::kStatement},
    {4025, Code::kInternal, Effect::kStatement},
    {1153, Code::kInternal, Effect::kConnection},
    {1243, Code::kInternal, Effect::kConnection},
    {2020, Code::kInternal, Effect::kConnection},
    // What we know nothing about, the connector's own exceptions (0) among it.
    {0, Code::kInternal, Effect::kConnection},
    {1, Code::kInternal, Effect::kConnection},
    {1105, Code::kInternal, Effect::kConnection},
    {2000, Code::kInternal, Effect::kConnection},
    {2014, Code::kInternal, Effect::kConnection},
    {2030, Code::kInternal, Effect::kConnection},
    {2999, Code::kInternal, Effect::kConnection},
    {99999, Code::kInternal, Effect::kConnection},
    {-1, Code::kInternal, Effect::kConnection},
};

void ExpectEffect(const MysqlFailure& failure, Effect effect, int code) {
  EXPECT_EQ(failure.conflict, effect == Effect::kConflict) << code;
  EXPECT_EQ(failure.ends_transaction, effect != Effect::kStatement) << code;
  EXPECT_EQ(failure.breaks_connection, effect == Effect::kConnection) << code;
}

TEST(MysqlErrorTest, EveryCodeHasItsMeaning) {
  for (const Case& expected : kCases) {
    const MysqlFailure failure = ClassifyMysql(expected.code, /*past_deadline=*/false);
    EXPECT_EQ(failure.status.code(), expected.status) << expected.code;
    ExpectEffect(failure, expected.effect, expected.code);
    EXPECT_THAT(failure.status.message(), HasSubstr(fmt::format("(MySQL {})", expected.code)));
  }
}

// Whatever the client library reports, the connection has lost its place in the protocol.
TEST(MysqlErrorTest, EveryErrorOfTheClientLibraryBreaksTheConnection) {
  for (int code = 2000; code < 3000; ++code) {
    ExpectEffect(ClassifyMysql(code, /*past_deadline=*/false), Effect::kConnection, code);
  }
}

TEST(MysqlErrorTest, ALockThatIsNotToBeHadInTimeIsNoConflict) {
  const MysqlFailure failure = ClassifyMysql(1205, /*past_deadline=*/true);
  EXPECT_EQ(failure.status.code(), Code::kDeadlineExceeded);
  ExpectEffect(failure, Effect::kTransaction, 1205);
}

TEST(MysqlErrorTest, AnAnswerThatDoesNotComeInTimeIsADeadlineExceeded) {
  for (int code : {2006, 2013, 2055}) {
    const MysqlFailure failure = ClassifyMysql(code, /*past_deadline=*/true);
    EXPECT_EQ(failure.status.code(), Code::kDeadlineExceeded);
    ExpectEffect(failure, Effect::kConnection, code);
  }
}

TEST(MysqlErrorTest, TheDeadlineChangesNothingElse) {
  for (int code : {1062, 1213, 1452, 1047, 1064, 2003, 0}) {
    const MysqlFailure before = ClassifyMysql(code, /*past_deadline=*/false);
    const MysqlFailure after = ClassifyMysql(code, /*past_deadline=*/true);
    EXPECT_EQ(before.status, after.status) << code;
    EXPECT_EQ(before.conflict, after.conflict) << code;
  }
}

TEST(MysqlErrorTest, AfterACommitOnlyAConflictIsCertain) {
  for (const Case& expected : kCases) {
    const MysqlFailure failure = ClassifyMysqlCommit(expected.code);
    const bool conflict = expected.effect == Effect::kConflict;
    EXPECT_EQ(failure.status.code(), conflict ? Code::kAborted : Code::kUnavailable);
    ExpectEffect(failure, conflict ? Effect::kConflict : Effect::kConnection, expected.code);
  }
}

// And so is that all is over where the server broke them off: whoever looks then, sees what is.
TEST(MysqlErrorTest, AfterLastStepsAnUndoneChangeIsCertainToo) {
  for (const Case& expected : kCases) {
    const MysqlFailure failure = ClassifyMysqlLast(expected.code);
    if (expected.effect == Effect::kStatement || expected.effect == Effect::kConflict ||
        expected.status == Code::kDeadlineExceeded) {
      EXPECT_EQ(failure.status.code(), expected.status) << expected.code;
      ExpectEffect(failure, expected.effect, expected.code);
    } else {
      EXPECT_EQ(failure.status.code(), Code::kUnavailable) << expected.code;
      ExpectEffect(failure, Effect::kConnection, expected.code);
    }
  }
}

// These the server answers with the value itself.
TEST(MysqlErrorTest, TextsWithValuesAreNotSafe) {
  for (int code : {1062, 1292, 1366, 1452, 1644, 1690, 0, 2013}) {
    EXPECT_FALSE(MysqlTextIsSafe(code)) << code;
  }
  for (int code : {1054, 1064, 1142, 1146, 1406}) EXPECT_TRUE(MysqlTextIsSafe(code)) << code;
}

TEST(MysqlErrorTest, ALackingRightToAStatementIsMarked) {
  for (const int code : {1142, 1143, 1227, 1370}) {
    EXPECT_TRUE(IsDenied(ClassifyMysql(code, /*past_deadline=*/false).status)) << code;
  }
  for (const int code : {1044, 1045, 1054, 1062, 1213, 1644, 2013}) {
    EXPECT_FALSE(IsDenied(ClassifyMysql(code, /*past_deadline=*/false).status)) << code;
  }
}

}  // namespace
}  // namespace pingyi::sql
