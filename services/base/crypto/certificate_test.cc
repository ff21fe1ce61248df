#include "services/base/crypto/certificate.h"

#include <string>
#include <vector>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/certificates/authority.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::crypto {
namespace {

using test::Authority;
using test::Issued;
using test::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class CertificateTest : public ::testing::Test {
 protected:
  const Authority authority_{"authority"};
  const Issued one_ = authority_.Issue("one");
  const Issued two_ = authority_.Issue("two");
};

TEST_F(CertificateTest, ThePeriodsAreThoseOfAllInOrder) {
  const absl::Time before = absl::Now();
  const Issued issued = authority_.Issue("x", {.from = -absl::Hours(3), .until = absl::Hours(50)});
  ASSERT_OK_AND_ASSIGN(const auto all, ValiditiesOf(issued.certificate + authority_.pem()));
  const absl::Duration exact = absl::Now() - before + absl::Seconds(1);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_LE(absl::AbsDuration(all[0].from - (before - absl::Hours(3))), exact);
  EXPECT_LE(absl::AbsDuration(all[0].until - (before + absl::Hours(50))), exact);
  EXPECT_LE(absl::AbsDuration(all[1].until - (before + absl::Hours(24))), absl::Minutes(5));
}

TEST_F(CertificateTest, AChainIsWhatLeadsToTheAuthority) {
  const Authority upper("upper", absl::Hours(40), &authority_);
  const Authority lower("lower", absl::Hours(30), &upper);
  const Authority stranger("stranger", absl::Hours(20), &authority_);
  const Issued own = lower.Issue("own", {.until = absl::Hours(10)});
  const absl::Time now = absl::Now();
  const auto hours_of = [&](const std::string& pem) {
    const auto chain = ValiditiesOfChain(pem);
    EXPECT_OK(chain);
    std::vector<int64_t> hours;
    for (const Validity& validity : chain.value_or(std::vector<Validity>())) {
      hours.push_back((validity.until - now + absl::Minutes(30)) / absl::Hours(1));
    }
    return hours;
  };
  EXPECT_THAT(hours_of(own.certificate), ElementsAre(10));
  EXPECT_THAT(hours_of(own.certificate + stranger.pem()), ElementsAre(10));
  EXPECT_THAT(hours_of(own.certificate + lower.pem() + upper.pem() + authority_.pem()),
              ElementsAre(10, 30, 40));
  EXPECT_THAT(hours_of(own.certificate + upper.pem() + stranger.pem() + lower.pem()),
              ElementsAre(10, 30, 40))
      << "in whatever order they stand";
  const Authority renewed("lower", absl::Hours(35), &upper);
  for (const std::string& both : {lower.pem() + renewed.pem(), renewed.pem() + lower.pem()}) {
    EXPECT_THAT(hours_of(own.certificate + both), ElementsAre(10, 35)) << "the renewal will do";
  }
  EXPECT_THAT(hours_of(authority_.pem() + authority_.pem()), ElementsAre(24));
}

TEST_F(CertificateTest, TheKeyFitsItsOwnCertificateAlone) {
  EXPECT_OK(CheckKeyFits(one_.certificate + authority_.pem(), one_.key));
  const absl::Status other = CheckKeyFits(one_.certificate, two_.key);
  EXPECT_THAT(other, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(other.message()), HasSubstr("not the key of the certificate"));
  EXPECT_THAT(CheckKeyFits(authority_.pem() + one_.certificate, one_.key),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(CertificateTest, WhatIsNoneIsRefusedWithoutShowingIt) {
  for (const std::string& text : {std::string(), std::string("secret"), one_.key}) {
    EXPECT_THAT(ValiditiesOf(text), StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(CheckKeyFits(text, one_.key), StatusIs(absl::StatusCode::kInvalidArgument));
  }
  for (const std::string& text : {std::string(), std::string("secret"), one_.certificate}) {
    const absl::Status status = CheckKeyFits(one_.certificate, text);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret")));
  }
  std::string cut = one_.certificate;
  cut.resize(cut.size() / 2);
  for (const std::string& text : {cut, authority_.pem() + cut}) {
    EXPECT_THAT(ValiditiesOf(text), StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(ValiditiesOfChain(text), StatusIs(absl::StatusCode::kInvalidArgument));
  }
  EXPECT_OK(ValiditiesOf(one_.key + one_.certificate + "\n\nremarks\n"));
}

}  // namespace
}  // namespace pingyi::crypto
