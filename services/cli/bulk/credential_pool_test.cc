#include "services/cli/bulk/credential_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

BallotSheet Sheet(const std::string& label, const std::string& group, const std::string& voter = "",
                  const std::string& own_subject = "") {
  return {label, group, voter, own_subject, {}};
}

CredentialPool Pool() {
  CredentialPool pool;
  EXPECT_TRUE(pool.Add("a", "", "", "a1").ok());
  EXPECT_TRUE(pool.Add("b", "", "", "b1").ok());
  EXPECT_TRUE(pool.Add("a", "", "", "a2").ok());
  EXPECT_TRUE(pool.Add("a", "张三", "zs", "a-zs").ok());
  return pool;
}

TEST(CredentialPoolTest, BallotsGetTheCredentialsOfTheirGroupInOrder) {
  const auto tokens = Pool().Deal({Sheet("1", "a"), Sheet("2", "b"), Sheet("3", "a")});
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  EXPECT_THAT(*tokens, ElementsAre("a1", "b1", "a2"));
}

TEST(CredentialPoolTest, NamedBallotsGetTheirVotersAndTakeNobodyElses) {
  const auto tokens = Pool().Deal({Sheet("1", "a", "张三"), Sheet("2", "a")});
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  EXPECT_THAT(*tokens, ElementsAre("a-zs", "a1"));
}

TEST(CredentialPoolTest, BallotsWithAnOwnEntryGetACredentialOfThatEntry) {
  CredentialPool pool;
  ASSERT_TRUE(pool.Add("b", "", "zs", "b-zs").ok());
  ASSERT_TRUE(pool.Add("b", "", "ls", "b-ls").ok());
  ASSERT_TRUE(pool.Add("b", "", "zs", "b-zs-2").ok());
  ASSERT_TRUE(pool.Add("b", "", "", "b-none").ok());
  const auto tokens =
      pool.Deal({Sheet("1", "b", "", "ls"), Sheet("2", "b", "", "zs"), Sheet("3", "b")});
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  EXPECT_THAT(*tokens, ElementsAre("b-ls", "b-zs", "b-none"));
  EXPECT_THAT(
      std::string(
          pool.Deal({Sheet("1", "b", "", "ls"), Sheet("2", "b", "", "ls")}).status().message()),
      HasSubstr("own_subject \"ls\" has 2 ballots but 1"));
}

TEST(CredentialPoolTest, DealingIsTheSameInEveryRunAndWhenBallotsAreAdded) {
  const CredentialPool pool = Pool();
  const auto first = pool.Deal({Sheet("1", "a")});
  const auto more = pool.Deal({Sheet("1", "a"), Sheet("9", "a")});
  EXPECT_EQ(first->front(), more->front());
}

TEST(CredentialPoolTest, TooFewCredentialsAreAnErrorWithTheNumbers) {
  const auto tokens = Pool().Deal({Sheet("1", "b"), Sheet("2", "b"), Sheet("3", "b")});
  EXPECT_EQ(tokens.status().message(), "group \"b\" has 3 ballots but 1 credentials");
  EXPECT_THAT(std::string(Pool().Deal({Sheet("1", "c")}).status().message()),
              HasSubstr("group \"c\" has 1 ballots but 0"));
}

TEST(CredentialPoolTest, UnknownVoterAndTwoBallotsOfOneVoterAreErrors) {
  EXPECT_THAT(std::string(Pool().Deal({Sheet("7", "a", "李四")}).status().message()),
              HasSubstr("ballot \"7\""));
  EXPECT_THAT(
      std::string(
          Pool().Deal({Sheet("7", "a", "张三"), Sheet("8", "a", "张三")}).status().message()),
      HasSubstr("\"7\" and \"8\" are of the same voter"));
}

TEST(CredentialPoolTest, IncompleteAndDoubleCredentialsAreRefused) {
  CredentialPool pool = Pool();
  EXPECT_FALSE(pool.Add("", "", "", "x").ok());
  EXPECT_FALSE(pool.Add("a", "", "", "").ok());
  EXPECT_FALSE(pool.Add("a", "张三", "", "x").ok());
}

TEST(CredentialPoolTest, FileNamedTwiceDoesNotDealOneCredentialToTwoBallots) {
  CredentialPool pool = Pool();
  EXPECT_THAT(std::string(pool.Add("a", "", "", "a1").message()), HasSubstr("given before"));
  EXPECT_FALSE(pool.Add("b", "", "", "a1").ok());
}

}  // namespace
}  // namespace pingyi::cli
