// A value that goes into a statement as a parameter: NULL, a 64-bit integer, text or bytes.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace pingyi::sql {

// Bytes, as against text. An empty blob is not NULL.
struct Blob {
  std::string bytes;

  bool operator==(const Blob&) const = default;
};

// The integers a value can hold without loss. Unsigned 64-bit ones do not fit, and a char is nearly
// always a mistake.
template <typename T>
concept StorableInteger = std::integral<T> && !std::same_as<T, char> &&
                          (sizeof(T) < sizeof(int64_t) || std::is_signed_v<T>);

// Owns what it holds. The implicit constructors are there so that parameters read as a plain list:
// {name, 7, Blob{id}}.
class Value {
 public:
  using Variant = std::variant<std::monostate, int64_t, std::string, Blob>;

  // NOLINTBEGIN(google-explicit-constructor)
  Value() = default;  // NULL
  Value(std::nullopt_t) {}
  Value(std::string text) : data_(std::move(text)) {}
  Value(std::string_view text) : data_(std::string(text)) {}
  Value(const char* text) : data_(std::string(text)) {}
  Value(Blob blob) : data_(std::move(blob)) {}
  template <StorableInteger T>
  Value(T number) : data_(static_cast<int64_t>(number)) {}
  template <typename T>
  Value(std::optional<T> value) {
    if (value) *this = Value(*std::move(value));
  }
  Value(std::nullptr_t) = delete;
  // NOLINTEND(google-explicit-constructor)

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  const Variant& data() const { return data_; }

  bool operator==(const Value&) const = default;

 private:
  Variant data_;
};

}  // namespace pingyi::sql
