// An exact fraction of any size. Nearly every score fits two 64-bit integers, and then a sum or a
// comparison is a few machine instructions without an allocation; what does not fit goes to
// Boost.Multiprecision and comes back as soon as it fits again. The form is canonical, so equal
// values have equal representations.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include <boost/multiprecision/cpp_int.hpp>

namespace pingyi {

using Integer = boost::multiprecision::cpp_int;

class Rational {
 public:
  Rational() = default;  // 0
  explicit Rational(int64_t value);
  // numerator / denominator; the denominator must not be 0.
  Rational(const Integer& numerator, const Integer& denominator);
  Rational(const Rational& other);
  Rational(Rational&& other) noexcept = default;
  Rational& operator=(const Rational& other);
  Rational& operator=(Rational&& other) noexcept = default;
  ~Rational() = default;

  // The same from machine integers, quick where the result is small.
  static Rational Ratio(__int128 numerator, __int128 denominator);

  // In lowest terms, the denominator positive.
  Integer numerator() const;
  Integer denominator() const;
  // Numerator and denominator if the value fits, for callers in a hurry.
  struct Small {
    int64_t numerator;
    int64_t denominator;
  };
  std::optional<Small> small() const;
  // -1, 0 or 1.
  int sign() const;
  bool IsInteger() const;

  // "534", "-7" or "1069/12": the form that pingyi.common.v1.Number.exact states.
  std::string ToString() const;
  // The same, appended.
  void AppendTo(std::string& text) const;

  Rational operator-() const;
  Rational& operator+=(const Rational& other);
  Rational& operator-=(const Rational& other);
  Rational& operator*=(const Rational& other);
  // The divisor must not be 0.
  Rational& operator/=(const Rational& other);

  friend Rational operator+(Rational a, const Rational& b) { return std::move(a += b); }
  friend Rational operator-(Rational a, const Rational& b) { return std::move(a -= b); }
  friend Rational operator*(Rational a, const Rational& b) { return std::move(a *= b); }
  friend Rational operator/(Rational a, const Rational& b) { return std::move(a /= b); }
  friend bool operator==(const Rational& a, const Rational& b);
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b);

  // For the messages of failed tests.
  friend void PrintTo(const Rational& value, std::ostream* out) { *out << value.ToString(); }

 private:
  using Big = boost::multiprecision::cpp_rational;

  Big ToBig() const;
  // Takes a value over: into the two integers if it fits, else as it is.
  void Assign(const Big& value);
  // Takes over lowest terms with a positive denominator.
  void AssignReduced(__int128 numerator, __int128 denominator);

  // The value is *big_ if there is one (it does not fit then), else numerator_ / denominator_ in
  // lowest terms with 0 < denominator_ and |numerator_| < 2^63.
  int64_t numerator_ = 0;
  int64_t denominator_ = 1;
  std::unique_ptr<Big> big_;
};

}  // namespace pingyi
