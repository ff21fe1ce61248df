#include "services/base/number/rational.h"

#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace pingyi {
namespace {

using Wide = __int128;

constexpr int64_t kLimit = std::numeric_limits<int64_t>::max();

bool Fits(Wide value) { return value <= kLimit && value >= -kLimit; }

// Both values are within kLimit of zero, so the absolute values exist.
int64_t Gcd(int64_t a, int64_t b) {
  if (a == 1 || b == 1) {
    return 1;
  }
  return std::gcd(a, b);
}

Integer ToInteger(Wide value) {
  const bool negative = value < 0;
  const auto magnitude =
      negative ? -static_cast<unsigned __int128>(value) : static_cast<unsigned __int128>(value);
  Integer result = static_cast<uint64_t>(magnitude >> 64);
  result <<= 64;
  result += static_cast<uint64_t>(magnitude);
  return negative ? Integer(-result) : result;
}

}  // namespace

Rational::Rational(int64_t value) {
  if (Fits(value)) {
    numerator_ = value;
  } else {
    Assign(Big(value));
  }
}

// Boost refuses a negative denominator of an unbounded type: it takes it for the least value of a
// bounded one, which has no opposite.
Rational::Rational(const Integer& numerator, const Integer& denominator) {
  const bool negative = denominator < 0;
  Assign(Big(negative ? Integer(-numerator) : numerator,
             negative ? Integer(-denominator) : denominator));
}

Rational::Rational(const Rational& other)
    : numerator_(other.numerator_),
      denominator_(other.denominator_),
      big_(other.big_ ? std::make_unique<Big>(*other.big_) : nullptr) {}

Rational& Rational::operator=(const Rational& other) {
  if (this != &other) {
    numerator_ = other.numerator_;
    denominator_ = other.denominator_;
    big_ = other.big_ ? std::make_unique<Big>(*other.big_) : nullptr;
  }
  return *this;
}

Rational Rational::Ratio(Wide numerator, Wide denominator) {
  if (!Fits(numerator) || !Fits(denominator)) {
    return {ToInteger(numerator), ToInteger(denominator)};
  }
  const auto n = static_cast<int64_t>(numerator);
  const auto d = static_cast<int64_t>(denominator);
  const int64_t gcd = Gcd(n, d);
  Rational result;
  result.numerator_ = d < 0 ? -(n / gcd) : n / gcd;
  result.denominator_ = d < 0 ? -(d / gcd) : d / gcd;
  return result;
}

Integer Rational::numerator() const {
  return big_ ? Integer(boost::multiprecision::numerator(*big_)) : Integer(numerator_);
}

Integer Rational::denominator() const {
  return big_ ? Integer(boost::multiprecision::denominator(*big_)) : Integer(denominator_);
}

std::optional<Rational::Small> Rational::small() const {
  if (big_) {
    return std::nullopt;
  }
  return Small{numerator_, denominator_};
}

int Rational::sign() const {
  if (big_) {
    return big_->sign();
  }
  return (numerator_ > 0) - (numerator_ < 0);
}

bool Rational::IsInteger() const { return big_ ? denominator() == 1 : denominator_ == 1; }

std::string Rational::ToString() const {
  std::string text;
  AppendTo(text);
  return text;
}

void Rational::AppendTo(std::string& text) const {
  if (big_) {
    text += numerator().str();
    if (!IsInteger()) {
      text += '/';
      text += denominator().str();
    }
    return;
  }
  const fmt::format_int numerator(numerator_);
  text.append(numerator.data(), numerator.size());
  if (denominator_ != 1) {
    const fmt::format_int denominator(denominator_);
    text += '/';
    text.append(denominator.data(), denominator.size());
  }
}

Rational Rational::operator-() const {
  Rational result = *this;
  if (big_) {
    result.Assign(-*big_);
  } else {
    result.numerator_ = -numerator_;
  }
  return result;
}

Rational& Rational::operator+=(const Rational& other) {
  if (big_ || other.big_) {
    Assign(ToBig() + other.ToBig());
    return *this;
  }
  // Taking the common divisor of the denominators out first keeps the numbers small (Knuth, The Art
  // of Computer Programming, 4.5.1). Each product is below 2^126, so the sum is no overflow.
  const int64_t gcd = Gcd(denominator_, other.denominator_);
  const Wide sum =
      Wide{numerator_} * (other.denominator_ / gcd) + Wide{other.numerator_} * (denominator_ / gcd);
  const int64_t rest = Gcd(static_cast<int64_t>(sum % gcd), gcd);
  AssignReduced(sum / rest, Wide{denominator_ / gcd} * (other.denominator_ / rest));
  return *this;
}

Rational& Rational::operator-=(const Rational& other) { return *this += -other; }

Rational& Rational::operator*=(const Rational& other) {
  if (big_ || other.big_) {
    Assign(ToBig() * other.ToBig());
    return *this;
  }
  const int64_t across = Gcd(numerator_, other.denominator_);
  const int64_t back = Gcd(other.numerator_, denominator_);
  AssignReduced(Wide{numerator_ / across} * (other.numerator_ / back),
                Wide{denominator_ / back} * (other.denominator_ / across));
  return *this;
}

Rational& Rational::operator/=(const Rational& other) {
  if (big_ || other.big_) {
    Assign(ToBig() / other.ToBig());
    return *this;
  }
  Rational inverse;
  inverse.numerator_ = other.numerator_ < 0 ? -other.denominator_ : other.denominator_;
  inverse.denominator_ = other.numerator_ < 0 ? -other.numerator_ : other.numerator_;
  return *this *= inverse;
}

bool operator==(const Rational& a, const Rational& b) {
  if (a.big_ || b.big_) {
    return a.big_ && b.big_ && *a.big_ == *b.big_;
  }
  return a.numerator_ == b.numerator_ && a.denominator_ == b.denominator_;
}

std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
  if (a.big_ || b.big_) {
    return a.ToBig().compare(b.ToBig()) <=> 0;
  }
  return Wide{a.numerator_} * b.denominator_ <=> Wide{b.numerator_} * a.denominator_;
}

Rational::Big Rational::ToBig() const { return big_ ? *big_ : Big(numerator_, denominator_); }

void Rational::Assign(const Big& value) {
  const Integer n = boost::multiprecision::numerator(value);
  const Integer d = boost::multiprecision::denominator(value);
  if (n <= kLimit && n >= -kLimit && d <= kLimit) {
    numerator_ = n.convert_to<int64_t>();
    denominator_ = d.convert_to<int64_t>();
    big_.reset();
  } else {
    big_ = std::make_unique<Big>(value);
  }
}

void Rational::AssignReduced(Wide numerator, Wide denominator) {
  if (Fits(numerator) && Fits(denominator)) {
    numerator_ = static_cast<int64_t>(numerator);
    denominator_ = static_cast<int64_t>(denominator);
  } else {
    big_ = std::make_unique<Big>(ToInteger(numerator), ToInteger(denominator));
  }
}

}  // namespace pingyi
