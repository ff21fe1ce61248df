#include "services/base/crypto/certificate.h"

#include <string>

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
using ::testing::HasSubstr;
using ::testing::Not;

class CertificateTest : public ::testing::Test {
 protected:
  const Authority authority_{"authority"};
  const Issued one_ = authority_.Issue("one");
  const Issued two_ = authority_.Issue("two");
};

TEST_F(CertificateTest, ThePeriodIsThatOfTheFirst) {
  const absl::Time before = absl::Now();
  const Issued issued = authority_.Issue("x", {.from = -absl::Hours(3), .until = absl::Hours(50)});
  ASSERT_OK_AND_ASSIGN(const Validity validity, ValidityOf(issued.certificate + authority_.pem()));
  const absl::Duration exact = absl::Now() - before + absl::Seconds(1);
  EXPECT_LE(absl::AbsDuration(validity.from - (before - absl::Hours(3))), exact);
  EXPECT_LE(absl::AbsDuration(validity.until - (before + absl::Hours(50))), exact);
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
    EXPECT_THAT(ValidityOf(text), StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(CheckKeyFits(text, one_.key), StatusIs(absl::StatusCode::kInvalidArgument));
  }
  for (const std::string& text : {std::string(), std::string("secret"), one_.certificate}) {
    const absl::Status status = CheckKeyFits(one_.certificate, text);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret")));
  }
  std::string cut = one_.certificate;
  cut.resize(cut.size() / 2);
  EXPECT_THAT(ValidityOf(cut), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace pingyi::crypto
